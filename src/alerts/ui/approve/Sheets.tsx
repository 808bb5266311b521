import { Button, Dialog, useMessages } from '#design/index.ts'
import type { ApprovalPage } from '../api.ts'
import { alertMessages } from '../messages.ts'
import { Checks } from './Checks.tsx'
import type { Sheet } from './PhoneList.tsx'
import { Mending, TextOf } from './Texts.tsx'
import { approveMessages } from './words.ts'

/** What opens over the page: one medium's text, or on a phone a part of the page. */
export type Open = { sheet: Sheet } | { medium: string }

/** The page's parts one by one, for reading. */
export function Sheets({ page, open, onClose }: { page: ApprovalPage; open: Open; onClose: () => void }) {
  const words = useMessages(approveMessages)
  const shared = useMessages(alertMessages)
  const medium = 'medium' in open ? page.media.find((one) => one.medium === open.medium) : undefined
  const titles = {
    differences: words.differences,
    texts: words.allTexts,
    checks: words.checks,
    corrections: words.correction,
  }
  const title = medium ? words.textOf(medium.label) : 'sheet' in open ? titles[open.sheet] : ''
  return (
    <Dialog
      isOpen
      onClose={onClose}
      wide
      title={title}
      actions={
        <Button tone="quiet" size={48} onPress={onClose} autoFocus className="ml-auto">
          {shared.close}
        </Button>
      }
    >
      {medium ? <TextOf medium={medium} /> : null}
      {'sheet' in open ? <Part page={page} sheet={open.sheet} /> : null}
    </Dialog>
  )
}

function Part({ page, sheet }: { page: ApprovalPage; sheet: Sheet }) {
  const words = useMessages(approveMessages)
  if (sheet === 'checks') return <Checks findings={page.findings} narrow />
  if (sheet === 'texts')
    return page.media.map((medium) => (
      <section key={medium.medium} aria-label={medium.label} className="flex flex-col gap-2">
        <h3 className="text-name font-bold">{medium.label}</h3>
        <TextOf medium={medium} />
      </section>
    ))
  if (sheet === 'corrections')
    return (
      <ul className="divide-y divide-line">
        {page.media.map((medium) => (
          <li key={medium.medium} className="py-2">
            <b className="block">{medium.label}</b>
            <Mending correction={medium.correction} />
            <p>{medium.correctionWords}</p>
          </li>
        ))}
      </ul>
    )
  const { source, last } = page.compared
  return (
    <ul className="divide-y divide-line">
      {page.differences.map((line) => (
        <li key={line.label} className="py-2">
          <b className="block text-note text-ink2">{line.label}</b>
          {source ? <p className="text-ink2">{`${words.source}　${line.source}`}</p> : null}
          {last ? <p className="text-ink2">{`${words.last}　${line.last}`}</p> : null}
          <p className={line.changed ? 'bg-accent-soft font-bold' : ''}>{`${words.now}　${line.now}`}</p>
        </li>
      ))}
    </ul>
  )
}
