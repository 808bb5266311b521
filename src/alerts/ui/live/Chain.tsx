import { formatDateTime, TextLink, useLocale, useMessages } from '#design/index.ts'
import type { LiveView } from '../watching.ts'
import { actWords } from '../words.ts'
import { liveMessages } from './words.ts'

/** The first message and everything that corrected, cancelled or lifted it, oldest first. */
export function Chain({ view }: { view: LiveView }) {
  const words = useMessages(liveMessages)
  const { locale } = useLocale()
  if (view.chain.length < 2) return null
  return (
    <section aria-labelledby="chain-head">
      <h2 id="chain-head" className="mb-2 text-name font-bold">
        {words.chain}
      </h2>
      <ol className="divide-y divide-line border-y border-line">
        {view.chain.map((one) => {
          const here = one.id === view.message.id
          return (
            <li
              key={one.id}
              className="grid gap-x-4 py-2 tablet:grid-cols-[64px_200px_minmax(0,1fr)]"
              aria-current={here ? 'true' : undefined}
            >
              <b>{actWords[locale][one.type]}</b>
              <span className="text-ink2">
                {formatDateTime(one.approvedAt, locale)} #{one.number}
              </span>
              {here ? (
                <span>
                  {one.headline} <span className="text-note text-ink2">{words.here}</span>
                </span>
              ) : (
                <TextLink href={`/alerts/${one.id}`}>{one.headline}</TextLink>
              )}
            </li>
          )
        })}
      </ol>
    </section>
  )
}
