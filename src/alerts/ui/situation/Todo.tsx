import { useQuery } from '@tanstack/react-query'
import {
  ActionCard,
  ButtonLink,
  Chip,
  EmptyState,
  type Level,
  LevelBadge,
  useMessages,
} from '#design/index.ts'
import { frameQuery } from '../api.ts'
import { inConsole, type SituationView } from '../watching.ts'
import { watchMessages } from '../words.ts'
import { situationMessages } from './words.ts'

type Action = SituationView['actions'][number]

/** 手を打つこと: at most seven cards, the most urgent first and large; each has one button. */
export function Todo({ actions }: { actions: readonly Action[] }) {
  const words = useMessages(situationMessages)
  if (actions.length === 0) return <EmptyState title={words.todoNone}>{words.todoNoneText}</EmptyState>
  return (
    <ul className="flex flex-col gap-2 px-4 pb-4">
      {actions.slice(0, 7).map((action, index) => (
        <TodoCard key={`${action.code} ${action.href} ${action.title}`} action={action} first={index === 0} />
      ))}
    </ul>
  )
}

function TodoCard({ action, first }: { action: Action; first: boolean }) {
  const words = useMessages(situationMessages)
  const watch = useMessages(watchMessages)
  const inDrill = useQuery(frameQuery).data?.drill != null
  const [lead, ...rest] = action.words
  return (
    <ActionCard
      first={first}
      title={action.title}
      badge={
        action.level !== null ? (
          <>
            <LevelBadge level={action.level as Level} pending={action.pending} drill={action.drill} />{' '}
          </>
        ) : null
      }
      action={
        <ButtonLink
          href={inConsole(action.href)}
          tone={first ? 'primary' : 'secondary'}
          size={first ? 48 : 40}
          aria-label={first ? undefined : `${action.title} ${action.button}`}
        >
          {action.button}
        </ButtonLink>
      }
    >
      {inDrill && !action.drill ? <Chip tone="bad">{words.real}</Chip> : null}
      {lead ? <p>{action.drill ? watch.drillText(lead) : lead}</p> : null}
      {rest.map((line) => (
        <p key={line} className="text-ink2">
          {line}
        </p>
      ))}
    </ActionCard>
  )
}
