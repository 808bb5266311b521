import { cx, Notice, StateMark, TextField, useMessages } from '#design/index.ts'
import type { Finding } from '../../schema.ts'
import { approveMessages } from './words.ts'

/** Everything that was checked: what is good, what to look at, what stops. */
export function Checks({ findings, narrow }: { findings: readonly Finding[]; narrow?: boolean }) {
  const words = useMessages(approveMessages)
  const states = { stop: 'bad', confirm: 'warn', look: 'warn', good: 'ok' } as const
  const order = [...findings].sort((a, b) => rank[a.severity] - rank[b.severity])
  return (
    <ul aria-label={words.checks} className={cx('grid gap-x-6 gap-y-2', !narrow && 'wide:grid-cols-2')}>
      {order.map((finding) => (
        <li key={`${finding.code} ${finding.medium} ${finding.message}`}>
          <StateMark state={states[finding.severity]} plain={finding.severity === 'good'}>
            {finding.message}
          </StateMark>
          {finding.mend && finding.severity !== 'confirm' ? (
            <p className="pl-5 text-note text-ink2">{finding.mend}</p>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

const rank = { good: 0, look: 1, confirm: 2, stop: 3 }

interface ConfirmFieldsProps {
  findings: readonly Finding[]
  written: Record<string, string>
  onWrite: (code: string, words: string) => void
  /** The person tried to send: what is not written yet is marked. */
  asked: boolean
}

/** What asks for words: each with the phrase that the approver writes. */
export function ConfirmFields({ findings, written, onWrite, asked }: ConfirmFieldsProps) {
  const words = useMessages(approveMessages)
  if (findings.length === 0) return null
  return (
    <section aria-label={words.confirmTitle} className="flex flex-col gap-3">
      {findings.map((finding) => {
        const phrase = finding.phrase ?? ''
        const given = written[finding.code] ?? ''
        const done = given.trim() === phrase
        return (
          <div key={finding.code} id={`confirm-${finding.code}`}>
            <Notice state={done ? 'ok' : 'warn'} title={finding.message}>
              <div className="mt-3 max-w-md text-ink">
                <TextField
                  label={words.confirmLabel(phrase)}
                  value={given}
                  onChange={(text) => onWrite(finding.code, text)}
                  error={asked && !done ? words.confirmWrong(phrase) : undefined}
                />
              </div>
            </Notice>
          </div>
        )
      })}
    </section>
  )
}

/** The findings that ask for words and did not get them yet. */
export function unwritten(findings: readonly Finding[], written: Record<string, string>): Finding[] {
  return findings.filter(
    (finding) => finding.severity === 'confirm' && written[finding.code]?.trim() !== finding.phrase,
  )
}

/** What was written, as the server wants it. */
export function confirmationsOf(findings: readonly Finding[], written: Record<string, string>) {
  return findings
    .filter((finding) => finding.severity === 'confirm')
    .map(({ code }) => ({ code, words: (written[code] ?? '').trim() }))
}
