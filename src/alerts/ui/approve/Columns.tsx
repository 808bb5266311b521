import { useMessages } from '#design/index.ts'
import type { ApprovalPage } from '../api.ts'
import { Checks } from './Checks.tsx'
import { Differences } from './Differences.tsx'
import { Texts } from './Texts.tsx'
import { approveMessages } from './words.ts'

/** From a tablet on: differences and checks at the left, texts at the right. */
export function Columns({ page, onLook }: { page: ApprovalPage; onLook: (medium: string) => void }) {
  const words = useMessages(approveMessages)
  const head = (title: string, note: string) => (
    <div className="mb-2 flex items-baseline justify-between gap-4">
      <h2 className="text-name font-bold">{title}</h2>
      <span className="text-note text-ink2">{note}</span>
    </div>
  )
  return (
    <div className="hidden grid-cols-1 gap-x-10 gap-y-8 border-t border-line2 pt-4 tablet:grid desk:grid-cols-2">
      <section className="min-w-0">
        {page.compared.last
          ? head(words.differences, words.differencesNote)
          : head(page.compared.source ? words.differences : words.contents, words.firstOne)}
        <Differences page={page} />
        <div className="mt-4 border-t border-line2 pt-4">
          <h2 className="only-read">{words.checks}</h2>
          <Checks findings={page.findings} />
        </div>
      </section>
      <section className="min-w-0">
        {head(words.texts, words.textsCount(page.media.length))}
        <Texts media={page.media} onLook={onLook} />
      </section>
    </div>
  )
}
