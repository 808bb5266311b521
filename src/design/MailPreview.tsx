import { defineMessages, useMessages } from './i18n.ts'

const messages = defineMessages({ ja: { from: '差出人', to: 'あて先' }, en: { from: 'From', to: 'To' } })

interface MailPreviewProps {
  from: string
  subject: string
  /** Plain text; line breaks are kept as they are sent. */
  body: string
  /** A sample address, when it matters. */
  to?: string
}

/** A mail as its reader sees it. */
export function MailPreview({ from, to, subject, body }: MailPreviewProps) {
  const words = useMessages(messages)
  return (
    <div className="[word-break:normal]">
      <div className="mb-2 border-b border-line pb-2 text-note leading-[22px] text-ink2">
        {words.from} {from}
        {to ? (
          <span className="block">
            {words.to} {to}
          </span>
        ) : null}
        <b className="mt-0.5 block text-body text-ink [word-break:auto-phrase]">{subject}</b>
      </div>
      <p className="leading-[25px] whitespace-pre-line">{body}</p>
    </div>
  )
}
