import { dkimFields, type Field, type SigningKey } from './dkim.ts'
import { base64Lines, encodedWords, mailDate, oneLine } from './encode.ts'

/** What all mails of one mailing and language share. */
export interface Letterhead {
  fromName: string
  fromAddress: string
  subject: string
  /** Without the lines at the foot. */
  text: string
  createdAt: Date
  /** `anzen.city.example` in List-Id; left out for letters to one person. */
  listId?: { name: string; id: string }
  alert?: { messageId: string; approvedAt: string }
  autoSubmitted: 'auto-generated' | 'auto-replied'
  keys: SigningKey[]
}

/** What is this person's alone. */
export interface Envelope {
  to: string
  messageId: string
  /** Earlier mails of the thread to the same person, oldest first. */
  references: string[]
  /** Lines after the text: where to change and to leave. */
  foot: string
  /** RFC 8058; left out for letters. */
  oneClickUrl?: string
}

/** Shared parts are made once; a person's mail is then a few joins, one hash and one signature. */
export interface Composer {
  compose(envelope: Envelope): Promise<Buffer>
}

/** 57 octets make one base64 line of 76 characters: a text cut there can be encoded in two parts. */
const lineOctets = 57

/**
 * Prepares a mailing.
 *
 * The body differs from person to person only in its foot (the links); the lines before are encoded once. Repeats are the same
 * octets: nothing in a mail depends on when it is sent, but `t=` of the signature, which is the mailing's time too.
 */
export function composer(letter: Letterhead): Composer {
  const whole = Buffer.from(`${letter.text.replace(/\r\n?/g, '\n').trimEnd().replaceAll('\n', '\r\n')}\r\n`)
  const cut = whole.length - (whole.length % lineOctets)
  const sharedLines = base64Lines(whole.subarray(0, cut))
  const rest = whole.subarray(cut)
  const before: Field[] = [
    { name: 'From', value: `${encodedWords(letter.fromName)} <${letter.fromAddress}>` },
    { name: 'Subject', value: encodedWords(letter.subject) },
    { name: 'Date', value: mailDate(letter.createdAt) },
    { name: 'MIME-Version', value: '1.0' },
    { name: 'Content-Type', value: 'text/plain; charset=utf-8' },
    { name: 'Content-Transfer-Encoding', value: 'base64' },
    { name: 'Auto-Submitted', value: letter.autoSubmitted },
  ]
  if (letter.listId)
    before.push({ name: 'List-Id', value: `${encodedWords(letter.listId.name)} <${letter.listId.id}>` })
  if (letter.alert) {
    before.push({ name: 'X-Tsunagu-Alert', value: oneLine(letter.alert.messageId) })
    before.push({ name: 'X-Tsunagu-Approved', value: oneLine(letter.alert.approvedAt) })
  }
  return {
    async compose(envelope) {
      const foot = Buffer.from(`\r\n${envelope.foot.replace(/\r\n?/g, '\n').replaceAll('\n', '\r\n')}\r\n`)
      const body = sharedLines + base64Lines(Buffer.concat([rest, foot]))
      const fields = [...before, ...personal(envelope)]
      const signatures = await dkimFields(letter.keys, fields, body, letter.createdAt)
      const head = [...signatures, ...fields].map((field) => `${field.name}: ${field.value}\r\n`).join('')
      return Buffer.from(`${head}\r\n${body}`)
    },
  }
}

function personal(envelope: Envelope): Field[] {
  const fields: Field[] = [
    { name: 'To', value: `<${envelope.to}>` },
    { name: 'Message-ID', value: envelope.messageId },
  ]
  const last = envelope.references.at(-1)
  if (last) {
    fields.push({ name: 'In-Reply-To', value: last })
    fields.push({ name: 'References', value: envelope.references.join('\r\n ') })
  }
  if (envelope.oneClickUrl) {
    fields.push({ name: 'List-Unsubscribe', value: `<${envelope.oneClickUrl}>` })
    fields.push({ name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' })
  }
  return fields
}
