import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import {
  Button,
  ButtonLink,
  EmptyState,
  formatDateTime,
  useLocale,
  useMessages,
  useNow,
} from '#design/index.ts'
import { Loaded } from './Loaded.tsx'
import { liveMessages } from './live/words.ts'
import { languageNames } from './messages.ts'
import { boardOfMessage, type LiveView } from './watching.ts'

/** The exact words of one medium on paper, for the day when it must be carried by hand or read into a telephone. */
export function LiveSheet() {
  const { messageId = '' } = useParams({ strict: false }) as { messageId?: string }
  const medium = new URLSearchParams(location.search).get('medium') ?? ''
  const live = useQuery(boardOfMessage(messageId))
  return (
    <Loaded page query={live}>
      {(view) => <Sheet view={view} medium={medium} />}
    </Loaded>
  )
}

function Sheet({ view, medium }: { view: LiveView; medium: string }) {
  const words = useMessages(liveMessages)
  const { locale } = useLocale()
  const now = useNow()
  const { message } = view
  const label = view.rows.find((row) => row.medium === medium)?.label ?? medium
  const texts = view.renditions.filter((one) => one.medium === medium)
  return (
    <main className="mx-auto max-w-[720px] px-6 py-8 print:max-w-none print:p-0">
      <div className="mb-8 flex flex-wrap justify-between gap-3 print:hidden">
        <ButtonLink href={`/alerts/${message.id}`} tone="quiet" size={48}>
          {words.sheetBack}
        </ButtonLink>
        <Button tone="primary" size={48} onPress={() => window.print()} isDisabled={texts.length === 0}>
          {words.sheetPrint}
        </Button>
      </div>
      <h1 className="text-title font-bold">{words.sheetTitle}</h1>
      <p className="mt-1 mb-6 flex flex-wrap gap-x-6 border-b-2 border-ink pb-3">
        <b>{words.sheetFor(label)}</b>
        <span>{words.number(message.number)}</span>
        <span>{words.approved(formatDateTime(message.approvedAt, locale), message.approvedBy)}</span>
        <span>{words.until(formatDateTime(message.validUntil, locale))}</span>
      </p>
      {texts.length === 0 ? <EmptyState title={words.sheetMissing} /> : <p>{words.sheetNote}</p>}
      {texts.map(({ language, rendition }) => (
        <article key={language} lang="ja" className="mt-6 break-inside-avoid">
          <h2 className="text-note font-bold text-ink2">{languageNames[language]}</h2>
          {rendition.title ? <p className="mt-1 text-title font-bold">{rendition.title}</p> : null}
          <p className="mt-2 text-lead leading-[1.9] whitespace-pre-wrap">{rendition.text}</p>
          {rendition.kana ? (
            <p className="mt-3 text-name whitespace-pre-wrap text-ink2">{rendition.kana}</p>
          ) : null}
        </article>
      ))}
      <p className="mt-10 border-t border-line2 pt-2 text-note text-ink2">
        {words.printed(formatDateTime(now, locale))}
      </p>
    </main>
  )
}
