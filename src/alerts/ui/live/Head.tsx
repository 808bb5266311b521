import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import {
  Button,
  ButtonLink,
  formatClock,
  formatDateTime,
  formatNumber,
  Notice,
  useLocale,
  useMessages,
} from '#design/index.ts'
import type { MessageType } from '../../schema.ts'
import { frameQuery, startCorrection } from '../api.ts'
import { FaultNotice } from '../Loaded.tsx'
import { useLate } from '../late.ts'
import type { LiveView } from '../watching.ts'
import { actWords, watchMessages } from '../words.ts'
import { type Phase, successorOf } from './rows.ts'
import { liveMessages } from './words.ts'

interface HeadProps {
  view: LiveView
  phase: Phase
}

/** What is happening in one sentence, who is behind it, and at the right always the three ways to take it back. */
export function Head({ view, phase }: HeadProps) {
  const words = useMessages(liveMessages)
  const { locale } = useLocale()
  const { message } = view
  const { facts } = message
  const about = [
    words.approved(formatClock(message.approvedAt), message.approvedBy),
    words.author(message.author),
    words.people(formatNumber(facts.population), formatNumber(facts.households)),
    words.number(message.number),
    words.until(formatDateTime(message.validUntil, locale)),
  ]
  return (
    <div className="grid items-start gap-x-8 gap-y-4 desk:grid-cols-[minmax(0,1fr)_auto]">
      <div>
        <h1 className="text-title font-bold">{useSentence(view, phase)}</h1>
        <p className="mt-1 flex flex-wrap gap-x-4 text-ink2">
          {about.map((piece) => (
            <span key={piece}>{piece}</span>
          ))}
          <a href="#sent" className="text-accent underline underline-offset-[3px] hover:decoration-2">
            {words.sentText}
          </a>
        </p>
      </div>
      <Acts view={view} phase={phase} />
    </div>
  )
}

/** 「【訓練】避難指示（川原・下沢）の訂正を配信しています」. */
function useSentence({ message }: LiveView, phase: Phase): string {
  const words = useMessages(liveMessages)
  const watch = useMessages(watchMessages)
  const { locale } = useLocale()
  const { facts } = message
  const place = facts.wholeCity ? '市内全域' : facts.districtNames.join('・') || facts.place
  const titled = watch.titled(facts.what, place)
  const named = message.type === 'alert' ? titled : words.act(titled, actWords[locale][message.type])
  const said =
    phase === 'planned'
      ? words.planned(named, formatDateTime(message.scheduledAt ?? message.approvedAt, locale))
      : words[phase](named)
  return message.drill ? watch.drillText(said) : said
}

const ways = ['update', 'cancel', 'lift'] as const

function Acts({ view, phase }: HeadProps) {
  const words = useMessages(liveMessages)
  const router = useRouter()
  const roles = useQuery(frameQuery).data?.user.roles
  const start = useMutation({
    mutationFn: (type: Exclude<MessageType, 'alert'>) => startCorrection(view.message.id, type),
    onSuccess: ({ draftId }) => void router.navigate({ href: `/console/alerts/drafts/${draftId}` }),
  })
  const late = useLate(start.isPending)
  const newer = successorOf(view) !== undefined
  const last = view.message.type === 'cancel' || view.message.type === 'lift'
  const ended = phase === 'cancelled' || phase === 'lifted' || last
  const writes = roles === undefined || roles.includes('author') || roles.includes('approver')
  const closed = ended || newer || !writes
  return (
    <fieldset className="flex flex-col gap-2 desk:items-end">
      <legend className="only-read">{words.acts}</legend>
      <div className="grid grid-cols-3 gap-3 desk:flex">
        {ways.map((way) => (
          <Button
            key={way}
            size={56}
            tone={way === 'update' ? 'primary' : way === 'cancel' ? 'danger' : 'secondary'}
            className="max-desk:px-2"
            isDisabled={closed}
            busy={late && start.variables === way}
            onPress={() => (start.isPending ? undefined : start.mutate(way))}
          >
            {words[way]}
          </Button>
        ))}
      </div>
      {ended && !newer ? (
        <p className="text-note text-ink2">{last ? words.closedLast : words.closed}</p>
      ) : null}
      {!writes && !ended ? <p className="text-note text-ink2">{words.notWriter}</p> : null}
      <FaultNotice error={start.error} />
    </fieldset>
  )
}

/** A newer message of the same chain is out: this page is history. */
export function Newer({ view }: { view: LiveView }) {
  const words = useMessages(liveMessages)
  const next = successorOf(view)
  if (!next) return null
  return (
    <Notice
      state="go"
      title={
        view.message.standing === 'live' ? words.newestPlanned(next.headline) : words.newest(next.headline)
      }
      actions={<ButtonLink href={`/alerts/${next.id}`}>{words.toNewest}</ButtonLink>}
    >
      {words.newestText}
    </Notice>
  )
}
