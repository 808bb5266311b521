import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components'
import { cx, type State, StateMark, useMessages } from '#design/index.ts'
import type { MediumFacts } from './frame.ts'
import { frameMessages } from './words.ts'

const marks: Record<MediumFacts['state'], State> = { on: 'ok', off: 'wait', failing: 'bad' }

/** How many media can be used, a dot each, and in words the one that fails; opens the list with every reason. */
export function MediaState({ media }: { media: MediumFacts[] }) {
  const words = useMessages(frameMessages)
  const on = media.filter((medium) => medium.state === 'on').length
  const failing = media.filter((medium) => medium.state === 'failing')
  const first = failing[0]
  return (
    <DialogTrigger>
      <Button className="flex min-h-10 items-center gap-2 rounded-box hover:bg-soft">
        <span className="text-note text-ink2">{words.media}</span>
        <b>
          {on}/{media.length}
        </b>
        <span className="hidden gap-1 desk:flex" aria-hidden="true">
          {media.map((medium) => (
            <Dot key={medium.name} state={medium.state} />
          ))}
        </span>
        {first ? (
          <span className="max-w-52 truncate text-note font-bold text-bad">
            {first.label} {first.reason && first.reason.length <= 10 ? first.reason : words.mediaFailing}
            {failing.length > 1 ? ` ${words.more(failing.length - 1)}` : ''}
          </span>
        ) : null}
        <span className="only-read">{words.mediaOpen}</span>
      </Button>
      <Popover className="max-w-[calc(100vw-32px)] overflow-auto rounded-box border border-field bg-paper shadow-over">
        <Dialog aria-label={words.media} className="p-4 outline-none">
          <MediaList media={media} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}

function Dot({ state }: { state: MediumFacts['state'] }) {
  return (
    <span
      className={cx(
        'block',
        state === 'on' && 'size-2 rounded-full bg-ok',
        state === 'off' && 'size-2 rounded-full border-2 border-field',
        state === 'failing' && '-mt-px size-[9px] border-2 border-bad',
      )}
    />
  )
}

/** Each medium with its state and, when it cannot be used, why. */
export function MediaList({ media }: { media: MediumFacts[] }) {
  const words = useMessages(frameMessages)
  const state = { on: words.mediaOn, off: words.mediaOff, failing: words.mediaFailing }
  if (media.length === 0) return <p>{words.mediaNone}</p>
  return (
    <ul className="divide-y divide-line">
      {media.map((medium) => (
        <li key={medium.name} className="flex min-h-10 flex-wrap items-baseline gap-x-6 py-1.5">
          <span className="min-w-40 flex-1 font-bold">{medium.label}</span>
          <StateMark state={marks[medium.state]}>{state[medium.state]}</StateMark>
          {medium.reason && medium.reason !== state[medium.state] ? (
            <span className="w-full text-note text-ink2">{medium.reason}</span>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
