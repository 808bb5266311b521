import { EmptyState, TextLink, Timeline, useMessages } from '#design/index.ts'
import { inConsole, type SituationView } from '../watching.ts'
import { watchMessages } from '../words.ts'
import { situationMessages } from './words.ts'

/** いま: what happened, newest on top. Each line opens what it speaks of. */
export function Now({ items }: { items: SituationView['timeline'] }) {
  const words = useMessages(situationMessages)
  const watch = useMessages(watchMessages)
  if (items.length === 0) return <EmptyState title={words.nothingYet}>{words.nothingYetText}</EmptyState>
  return (
    <Timeline
      label={words.now}
      markNewest
      entries={items.map((item) => {
        const text = item.drill ? watch.drillText(item.text) : item.text
        return {
          id: `${item.at} ${item.source} ${item.text}`,
          at: item.at,
          source: item.source,
          text: item.href ? (
            <TextLink href={inConsole(item.href)} className="text-ink no-underline! hover:underline!">
              {text}
            </TextLink>
          ) : (
            text
          ),
          state: item.state ? { state: item.state.kind, word: item.state.word } : undefined,
        }
      })}
    />
  )
}
