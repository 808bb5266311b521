import { formatDateTime, SegmentedChoice, TextField, useLocale, useMessages } from '#design/index.ts'
import { type Part, withFacts } from './field.ts'
import { fieldTime, momentOf } from './japan-time.ts'
import { composeMessages } from './words.ts'

/** When it goes out, when it is looked at again, and until when it holds. */
export function Times({ form, set, errorOf, around }: Part) {
  const words = useMessages(composeMessages)
  const { locale } = useLocale()
  const until = momentOf(form.validUntil)
  const at = form.scheduled === null ? undefined : momentOf(form.scheduled)
  const nextHour = () => fieldTime(Math.ceil((around.now.getTime() + 1) / 3_600_000) * 3_600_000)
  return (
    <>
      <div id="field-scheduledAt" className="flex flex-col gap-3">
        <SegmentedChoice
          label={words.sendAt}
          value={form.scheduled === null ? 'once' : 'later'}
          onChange={(id) =>
            set((last) => ({ ...last, scheduled: id === 'once' ? null : (last.scheduled ?? nextHour()) }))
          }
          options={[
            { id: 'once', label: words.atOnce },
            { id: 'later', label: words.later },
          ]}
        />
        {form.scheduled !== null ? (
          <DateTimeField
            label={words.laterAt}
            hint={at ? formatDateTime(at, locale) : undefined}
            value={form.scheduled}
            onChange={(text) => set((last) => ({ ...last, scheduled: text }))}
            error={errorOf('scheduledAt')}
          />
        ) : null}
      </div>
      {form.type !== 'cancel' ? (
        <div id="field-nextReview">
          <TextField
            label={words.nextReview}
            value={form.facts.nextReview}
            onChange={(text) => set(withFacts({ nextReview: text }))}
            hint={words.nextReviewHelp}
            error={errorOf('nextReview')}
          />
        </div>
      ) : null}
      <div id="field-validUntil">
        <DateTimeField
          label={words.validUntil}
          value={form.validUntil}
          onChange={(text) => set((last) => ({ ...last, validUntil: text, validUntilSet: true }))}
          hint={until ? words.validUntilIs(formatDateTime(until, locale)) : undefined}
          error={errorOf('validUntil')}
        />
      </div>
    </>
  )
}

/** A moment in the hour of Japan. The browser draws the calendar. */
function DateTimeField(props: {
  label: string
  value: string
  onChange: (value: string) => void
  hint?: string
  error?: string
}) {
  return <TextField {...props} type="datetime-local" />
}
