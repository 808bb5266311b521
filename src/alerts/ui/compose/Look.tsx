import { cx, formatDateTime, type Level, MailPreview, SitePreview, useMessages } from '#design/index.ts'
import type { Rendition } from '../../schema.ts'
import type { PreviewView } from '../api.ts'
import { composeMessages } from './words.ts'

interface LookProps {
  medium: string
  rendition: Rendition
  preview: PreviewView
  address: string
}

/** The words in the shape in which a resident meets them. */
export function Look({ medium, rendition, preview, address }: LookProps) {
  const words = useMessages(composeMessages)
  const { facts } = preview
  if (medium === 'city-site')
    return (
      <SitePreview
        address={address}
        level={(facts.level ?? 0) as Level}
        headline={rendition.title ?? facts.what}
        at={formatDateTime(facts.issuedAt)}
      >
        {rendition.text}
      </SitePreview>
    )
  if (medium === 'email')
    return (
      <MailPreview
        from={textIn(rendition, 'from') ?? words.sender(facts.cityName)}
        subject={rendition.title ?? ''}
        body={rendition.text}
      />
    )
  return <PlainWords rendition={rendition} />
}

/** A medium without a drawing of its own: its words exactly. */
export function PlainWords({ rendition, className }: { rendition: Rendition; className?: string }) {
  const words = useMessages(composeMessages)
  return (
    <div className={cx('[word-break:normal]', className)}>
      {rendition.title ? <p className="mb-2 font-bold">{rendition.title}</p> : null}
      <p className="leading-[25px] whitespace-pre-line">{rendition.text}</p>
      {rendition.kana ? (
        <p className="mt-3 border-t border-line pt-2">
          <span className="block text-note text-ink2">{words.kana}</span>
          {rendition.kana}
        </p>
      ) : null}
    </div>
  )
}

function textIn({ extra }: Rendition, name: string): string | undefined {
  const value = extra?.[name]
  return typeof value === 'string' ? value : undefined
}
