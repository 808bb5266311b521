import { Card, Chip, EmptyState, TextLink, useMessages } from '#design/index.ts'
import { languageNames } from '../messages.ts'
import type { LiveView } from '../watching.ts'
import type { Phase } from './rows.ts'
import { liveMessages } from './words.ts'

/** 出した文: every rendition, letter by letter as it went out. */
export function Sent({ view, phase }: { view: LiveView; phase: Phase }) {
  const words = useMessages(liveMessages)
  const labels = new Map(view.rows.map((row) => [row.medium, row.label]))
  return (
    <section id="sent" aria-labelledby="sent-head" className="scroll-mt-4">
      <h2 id="sent-head" className="mb-3 text-name font-bold">
        {words.renditions}{' '}
        <span className="text-note font-normal text-ink2">
          {phase === 'planned' ? words.renditionsPlanned : words.renditionsNote}
        </span>
      </h2>
      {view.renditions.length === 0 ? <EmptyState title={words.noRenditions} /> : null}
      <div className="grid gap-4 desk:grid-cols-2">
        {view.renditions.map(({ medium, language, rendition }) => (
          <Card
            key={`${medium} ${language}`}
            title={labels.get(medium) ?? medium}
            aside={<Chip>{languageNames[language]}</Chip>}
            footer={
              <TextLink
                href={`/alerts/${view.message.id}/print?medium=${medium}`}
                target="_blank"
                aria-label={`${labels.get(medium) ?? medium} ${words.print}`}
              >
                {words.print}
              </TextLink>
            }
          >
            <div lang="ja" className="[word-break:normal]">
              {rendition.title ? <p className="mb-2 font-bold">{rendition.title}</p> : null}
              <p className="whitespace-pre-wrap">{rendition.text}</p>
              {rendition.kana ? (
                <p className="mt-2 text-note whitespace-pre-wrap text-ink2">{rendition.kana}</p>
              ) : null}
            </div>
          </Card>
        ))}
      </div>
    </section>
  )
}
