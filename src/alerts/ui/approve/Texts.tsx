import { Button, cx, type State, StateMark, useMessages } from '#design/index.ts'
import type { ApprovalPage } from '../api.ts'
import { PlainWords } from '../compose/Look.tsx'
import { alertMessages, languageNames } from '../messages.ts'
import { approveMessages } from './words.ts'

export type MediumText = ApprovalPage['media'][number]

/** How well a mistake can be mended on a medium. */
const mending: Record<string, { state: State; word: 'edit' | 'replace' | 'repost' | 'newMessage' }> = {
  edit: { state: 'ok', word: 'edit' },
  replace: { state: 'ok', word: 'replace' },
  repost: { state: 'warn', word: 'repost' },
  'new-message': { state: 'warn', word: 'newMessage' },
}

/** The state word of a medium's way of correcting. */
export function Mending({ correction }: { correction: string }) {
  const shared = useMessages(alertMessages)
  const known = mending[correction]
  if (!known) return <StateMark state="bad">{shared.impossible}</StateMark>
  return <StateMark state={known.state}>{shared[known.word]}</StateMark>
}

/** One line a medium: how much goes out, how it is corrected, and the way to read it. */
export function Texts({ media, onLook }: { media: readonly MediumText[]; onLook: (name: string) => void }) {
  const words = useMessages(approveMessages)
  const head = (name: string, className?: string) => (
    <th scope="col" className={cx('py-1 pr-3 text-note font-normal text-ink2', className)}>
      {name}
    </th>
  )
  return (
    <table className="w-full border-collapse text-left">
      <caption className="only-read">{words.texts}</caption>
      <thead>
        <tr>
          {head(words.medium)}
          {head(words.amount)}
          {head(words.correction)}
          <td />
        </tr>
      </thead>
      <tbody>
        {media.map((one) => (
          <tr key={one.medium} className="border-t border-line">
            <th scope="row" className="py-1.5 pr-3 font-bold whitespace-nowrap">
              {one.label}
            </th>
            <td className="py-1.5 pr-3 text-note whitespace-nowrap text-ink2">
              {words.characters(amountOf(one))}
            </td>
            <td className="py-1.5 pr-3">
              {one.off === null ? (
                <span className="flex flex-wrap gap-x-4">
                  <span className="min-w-28">
                    <Mending correction={one.correction} />
                  </span>
                  <span>{one.correctionWords}</span>
                </span>
              ) : (
                <StateMark state="warn">{one.off}</StateMark>
              )}
            </td>
            <td className="py-1.5 text-right">
              <Button
                tone="quiet"
                size={32}
                aria-label={words.lookAt(one.label)}
                onPress={() => onLook(one.medium)}
              >
                {words.look}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function amountOf({ renditions }: MediumText): number {
  return [...(renditions[0]?.rendition.text ?? '')].length
}

/** The exact words of one medium, every language. */
export function TextOf({ medium }: { medium: MediumText }) {
  const words = useMessages(approveMessages)
  return (
    <div className="flex flex-col gap-4">
      {medium.off !== null ? <StateMark state="warn">{medium.off}</StateMark> : null}
      {medium.renditions.map(({ language, rendition, edited }) => (
        <section
          key={language}
          aria-label={languageNames[language]}
          className="rounded-box bg-soft px-4 py-3"
        >
          <div className="mb-2 flex items-baseline justify-between gap-3 text-note text-ink2">
            <b>{languageNames[language]}</b>
            <span>
              {edited ? `${words.edited}・` : ''}
              {words.characters([...rendition.text].length)}
            </span>
          </div>
          <PlainWords rendition={rendition} />
        </section>
      ))}
    </div>
  )
}
