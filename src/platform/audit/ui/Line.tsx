import {
  Button,
  formatClock,
  formatDate,
  formatNumber,
  StateMark,
  TextLink,
  useLocale,
  useMessages,
} from '#design/index.ts'
import type { AuditLine } from '../schema.ts'
import { deedOf, factsOf, halves, markOf, pageOf, subjectOf } from './entry.ts'
import { auditMessages } from './words.ts'

interface LineProps {
  line: AuditLine
  /** The line above, to say the day once. */
  previousAt?: string
  names: ReadonlyMap<string, string>
  onProof: (line: AuditLine, sentence: string) => void
  /** Narrows the list to one thing; left out when it is narrowed already. */
  onSubject?: (subject: string) => void
}

/** When, who, what, to what; and the way to its proof. */
export function Line({ line, previousAt, names, onProof, onSubject }: LineProps) {
  const words = useMessages(auditMessages)
  const { locale } = useLocale()
  const known = useWho(line.actor, names)
  const who = line.actorName ?? known
  const deed = deedOf(line, locale)
  const about = subjectOf(line.subject, names, locale)
  const day = formatDate(line.at, locale)
  const sentence = `${who} ${deed}`
  const page = pageOf(line.subject)
  return (
    <li className="border-t border-line">
      {previousAt === undefined || formatDate(previousAt, locale) !== day ? (
        <h2 className="bg-soft px-3 py-1 font-bold">{day}</h2>
      ) : null}
      <div className="grid items-center gap-x-4 gap-y-1 py-2 tablet:grid-cols-[88px_minmax(0,1fr)_auto] desk:grid-cols-[88px_112px_minmax(0,1fr)_128px_128px]">
        <time dateTime={line.at} className="font-bold">
          {formatClock(line.at)}
        </time>
        <span className="max-desk:hidden">{who}</span>
        <div className="min-w-0 max-tablet:row-start-2">
          <span className="desk:hidden">{who} </span>
          {deed}
          <div className="flex flex-wrap items-center gap-x-3 text-note text-ink2">
            {page ? (
              <TextLink href={page} className="inline-flex min-h-6 items-center">
                {about}
              </TextLink>
            ) : (
              <span>{about}</span>
            )}
            {factsOf(line.details, locale).map((fact) => (
              <span key={fact}>{fact}</span>
            ))}
            {onSubject ? (
              <button
                type="button"
                onClick={() => onSubject(line.subject)}
                aria-label={`${about} ${words.allAbout}`}
                className="min-h-6 underline underline-offset-[3px] hover:decoration-2"
              >
                {words.allAbout}
              </button>
            ) : null}
          </div>
        </div>
        <Seal seq={line.seq} />
        <Button
          size={32}
          tone="quiet"
          onPress={() => onProof(line, sentence)}
          aria-label={`${formatClock(line.at)} ${words.proofOf(sentence)}`}
        >
          {words.proof}
        </Button>
      </div>
    </li>
  )
}

function Seal({ seq }: { seq: number | null }) {
  const words = useMessages(auditMessages)
  return seq === null ? (
    <StateMark state="wait" small>
      {words.waiting}
    </StateMark>
  ) : (
    <span className="text-note text-ink2 max-desk:hidden">{words.sealed(formatNumber(seq + 1))}</span>
  )
}

function useWho(actor: string, names: ReadonlyMap<string, string>): string {
  const words = useMessages(auditMessages)
  const { kind, id } = halves(actor)
  if (kind === 'system') return words.system
  if (kind === 'key') return `${words.key} …${markOf(id)}`
  return names.get(id) ?? words.unknown(markOf(id))
}
