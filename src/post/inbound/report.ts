import PostalMime, { type Email } from 'postal-mime'
import { judge } from '../lanes/smtp-answer.ts'

/** A mail that came in, as far as post cares. Reading never throws; what cannot be read has empty fields. */
export interface ReadMail {
  subject: string
  text: string
  from: string
  messageId: string
  header(name: string): string
  /** Parts of type message/delivery-status, as text. */
  statusParts: string[]
}

const decoder = new TextDecoder('utf-8')
const decoded = (content: ArrayBuffer | Uint8Array | string): string =>
  typeof content === 'string' ? content : decoder.decode(content)

/** Reads a message; nesting and size are limited, since a stranger wrote it. */
export async function readMail(raw: Buffer): Promise<ReadMail> {
  const mail: Partial<Email> = await PostalMime.parse(raw, {
    maxNestingDepth: 20,
    maxHeadersSize: 256 * 1024,
  }).catch(() => ({}))
  const headers = mail.headers ?? []
  return {
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    from: mail.from?.address ?? '',
    messageId: mail.messageId ?? '',
    header: (name) => headers.find((one) => one.key === name)?.value ?? '',
    statusParts: (mail.attachments ?? [])
      .filter((part) => /^message\/(global-)?delivery-status$/i.test(part.mimeType))
      .map((part) => decoded(part.content)),
  }
}

/** What a mail to the envelope sender of a delivery says about it. */
export type Report =
  | { kind: 'bounce'; hard: boolean; status: string; reason: string; source: 'dsn' | 'plain' }
  /** Delivered, delayed, on holiday, or nothing we understand: no reason to doubt the address. */
  | { kind: 'nothing'; why: 'delivered' | 'delayed' | 'automatic' | 'unreadable' }

/** Fields of one block of a delivery report (RFC 3464 §2.1), folds undone; names in lower case. */
function fieldsOf(block: string): Map<string, string> {
  const unfolded = block.replace(/\r?\n[ \t]+/g, ' ')
  const fields = new Map<string, string>()
  for (const line of unfolded.split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0) fields.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
  }
  return fields
}

/** The far side's own words, judged by the same table as an answer given at once. */
function judged(
  status: string,
  words: string,
): Pick<Extract<Report, { kind: 'bounce' }>, 'hard' | 'status' | 'reason'> {
  const code = Number(words.match(/\b([45]\d\d)[ -]/)?.[1] ?? (status.startsWith('4') ? 450 : 550))
  const verdict = judge({
    kind: 'answered',
    at: 'recipient',
    code,
    reply: `${code} ${status} ${words.replace(/^.*?\b[45]\d\d[ -]/, '')}`,
  })
  if (verdict.next === 'again')
    return { hard: false, status, reason: '相手のサーバーが受け取りをあきらめました' }
  return {
    hard: verdict.next === 'bounced' && verdict.hard,
    status: verdict.status || status,
    reason: verdict.reason,
  }
}

function fromStatus(part: string): Report | null {
  for (const block of part.split(/\r?\n[ \t]*\r?\n/)) {
    const fields = fieldsOf(block)
    const action = fields
      .get('action')
      ?.toLowerCase()
      .match(/^[a-z]+/)?.[0]
    const status = fields.get('status')?.match(/[245]\.\d{1,3}\.\d{1,3}/)?.[0] ?? ''
    if (!action) continue
    if (action === 'delayed') return { kind: 'nothing', why: 'delayed' }
    if (action !== 'failed') return { kind: 'nothing', why: 'delivered' }
    const words = (fields.get('diagnostic-code') ?? '').replace(/^[a-z0-9-]+\s*;\s*/i, '')
    return { kind: 'bounce', source: 'dsn', ...judged(status, words) }
  }
  return null
}

const postmaster = /^(mailer-daemon|postmaster|mail-daemon)(@|$)/i
const saysFailed =
  /undeliver|not be delivered|delivery (status|failure|has failed|problem)|failure notice|returned (mail|to sender)|mail delivery (failed|system)|配信(不能|できません|エラー)|届け(られ|ませ)|送信できません/i

/**
 * Is this a bounce, and how grave?
 *
 * A report after RFC 3464 is read field by field. Others are read only when a mail system wrote them, so that an answer on holiday
 * (which goes to the same address) stops nobody's mail.
 */
export function readReport(mail: ReadMail): Report {
  for (const part of mail.statusParts) {
    const report = fromStatus(part)
    if (report) return report
  }
  if (!postmaster.test(mail.from) && !saysFailed.test(mail.subject))
    return { kind: 'nothing', why: 'automatic' }
  const words = mail.text.slice(0, 20_000)
  const answer = words.match(/\b([45]\d\d)[ -]+(?:#?([45]\.\d{1,3}\.\d{1,3})\b)?[^\r\n]*/)
  if (answer) return { kind: 'bounce', source: 'plain', ...judged(answer[2] ?? '', answer[0]) }
  if (
    /unknown user|user unknown|no such user|does not exist|mailbox unavailable|ユーザー?が(存在|見つ)|宛先.*(存在しません|見つかりません)/i.test(
      words,
    )
  )
    return { kind: 'bounce', source: 'plain', ...judged('5.1.1', 'user unknown') }
  return saysFailed.test(mail.subject)
    ? {
        kind: 'bounce',
        source: 'plain',
        hard: false,
        status: '',
        reason: '届けられなかったという知らせが来ました',
      }
    : { kind: 'nothing', why: 'unreadable' }
}

/** Written by a machine (RFC 3834 §2, RFC 2919, and what mail programs did before): never answered, so that no two machines talk for ever. */
export function isAutomatic(mail: ReadMail): boolean {
  const submitted = mail.header('auto-submitted').toLowerCase()
  return (
    (submitted !== '' && !submitted.startsWith('no')) ||
    mail.header('list-id') !== '' ||
    mail.header('list-unsubscribe') !== '' ||
    /bulk|list|junk|auto_reply/i.test(mail.header('precedence')) ||
    mail.header('x-auto-response-suppress') !== '' ||
    mail.header('x-loop') !== '' ||
    postmaster.test(mail.from) ||
    /^(no-?reply|do-?not-?reply)@/i.test(mail.from)
  )
}
