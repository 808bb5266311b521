import { useQuery } from '@tanstack/react-query'
import { formatDateTime, Skeleton, TextArea, TextLink, useLocale, useMessages } from '#design/index.ts'
import { liveQuery } from '../api.ts'
import { type Part, withFacts } from './field.ts'
import { limits, reasonField } from './findings.ts'
import { composeMessages } from './words.ts'

/** Of a correction, a cancel or a lifting: the text it speaks about, and first of all the reason. */
export function Correcting({ form, set, errorOf }: Part) {
  const words = useMessages(composeMessages)
  const { locale } = useLocale()
  const messageId = form.earlier.at(-1) ?? ''
  const earlier = useQuery({ ...liveQuery(messageId), enabled: messageId !== '' })
  const field = reasonField(form)
  if (!field) return null
  const asked = {
    update: [words.whyUpdate, words.whyUpdateHelp],
    cancel: [words.whyCancel, words.whyCancelHelp],
    lift: [words.whyLift, words.whyLiftHelp],
  }
  const [label = '', help = ''] = form.type === 'alert' ? [] : asked[form.type]
  const text = earlier.data?.renditions.find((one) => one.language === 'ja')?.rendition.text
  return (
    <>
      <section aria-label={words.corrects} className="rounded-box bg-soft px-4 py-3">
        {earlier.data ? (
          <>
            <p className="text-note text-ink2">
              {words.issuedAt(formatDateTime(earlier.data.message.approvedAt, locale))}
            </p>
            <p className="font-bold">
              <TextLink href={`/alerts/${messageId}`}>{earlier.data.message.headline}</TextLink>
            </p>
            {text ? <p className="mt-2 whitespace-pre-line">{text}</p> : null}
          </>
        ) : (
          <Skeleton lines={4} />
        )}
      </section>
      <div id={`field-${field}`}>
        <TextArea
          label={label}
          help={help}
          value={form.facts[field]}
          onChange={(value) => set(withFacts({ [field]: value }))}
          limit={limits[field]}
          rows={2}
          error={errorOf(field)}
        />
      </div>
    </>
  )
}
