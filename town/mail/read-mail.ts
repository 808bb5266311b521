import { randomUUID } from 'node:crypto'
import PostalMime from 'postal-mime'
import { alertIdIn, momentIn, readsAsDrill } from '../seen/sighting.ts'
import { checkDkim, type DkimVerdict, type FindKey } from './dkim.ts'
import type { Mail, Unsubscribe } from './mailbox.ts'
import { cutMessage, fieldValue, type RawMessage } from './raw-message.ts'

/** A message as it came over the wire, for one recipient. */
export interface Arrival {
  raw: Buffer
  recipient: string
  envelopeFrom: string
  at: Date
}

/** What List-Unsubscribe and List-Unsubscribe-Post offer. */
export function readUnsubscribe(message: RawMessage, dkim: DkimVerdict): Unsubscribe {
  const offers = [...(fieldValue(message, 'list-unsubscribe') ?? '').matchAll(/<([^>]+)>/g)].map((match) =>
    (match[1] ?? '').replace(/\s/g, ''),
  )
  const url = offers.find((offer) => /^https?:/i.test(offer))
  const post = fieldValue(message, 'list-unsubscribe-post')?.replace(/\s/g, '')
  const covered = ['list-unsubscribe', 'list-unsubscribe-post'].every((name) =>
    dkim.signedFields.includes(name),
  )
  return {
    url,
    mailto: offers.find((offer) => /^mailto:/i.test(offer)),
    oneClick: url !== undefined && post === 'List-Unsubscribe=One-Click',
    signed: dkim.result === 'pass' && covered,
  }
}

/** Reads a message as a person's mail program would. A message that cannot be read is kept, with its bytes as text. */
export async function readMail(arrival: Arrival, findKey: FindKey): Promise<Mail> {
  const message = cutMessage(arrival.raw)
  const parsed = await PostalMime.parse(arrival.raw).catch(() => undefined)
  const from = { name: parsed?.from?.name ?? '', address: parsed?.from?.address ?? '' }
  const dkim = await checkDkim(message, from.address, findKey, arrival.at)
  const subject = parsed?.subject ?? ''
  const text = (parsed ? (parsed.text ?? '') : message.body).replace(/\r\n/g, '\n').trimEnd()
  return {
    id: randomUUID(),
    at: arrival.at.toISOString(),
    recipient: arrival.recipient,
    envelopeFrom: arrival.envelopeFrom,
    from,
    subject,
    text,
    html: parsed?.html,
    headers: message.fields.map((field) => field.raw).join('\r\n'),
    size: arrival.raw.length,
    dkim,
    unsubscribe: readUnsubscribe(message, dkim),
    alertId: alertIdIn(fieldValue(message, 'x-tsunagu-alert')),
    approvedAt: momentIn(fieldValue(message, 'x-tsunagu-approved') ?? fieldValue(message, 'date')),
    drill: readsAsDrill(subject, text),
  }
}
