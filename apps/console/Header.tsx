import type { ReactNode } from 'react'
import { Age, Clock, cx, useMessages } from '#design/index.ts'
import type { FrameFacts } from './frame.ts'
import { MediaState } from './MediaState.tsx'
import { ModeMenu } from './ModeMenu.tsx'
import { frameMessages } from './words.ts'

/** City, mode, media, who is on duty, what time it is. From 768 px on; a phone has `PhoneBar`. */
export function Header({ facts }: { facts: FrameFacts }) {
  const words = useMessages(frameMessages)
  return (
    <header className="hidden h-16 items-center gap-5 border-b border-line2 pr-6 pl-4 whitespace-nowrap tablet:flex full:gap-8">
      <div className="text-lead font-bold tracking-[.04em]">{facts.city.name}</div>
      <ModeMenu facts={facts} />
      <MediaState media={facts.media} />
      {facts.terminals ? (
        <Item name={words.terminals} className="hidden wide:flex">
          <b>
            {facts.terminals.online}/{facts.terminals.total}
          </b>
        </Item>
      ) : null}
      {facts.jma ? (
        <Item name={words.jma} className="hidden wide:flex">
          <Age at={facts.jma.receivedAt} className="font-bold" />
        </Item>
      ) : null}
      <div className="flex-1" />
      {facts.onDuty ? (
        <Item name={words.onDuty} className="flex">
          <b>{facts.onDuty}</b>
        </Item>
      ) : null}
      <Clock date />
    </header>
  )
}

function Item({ name, children, className }: { name: string; children: ReactNode; className: string }) {
  return (
    <div className={cx('items-center gap-2', className)}>
      <span className="text-note text-ink2">{name}</span>
      {children}
    </div>
  )
}
