import { randomUUID } from 'node:crypto'

/** What a delivery status notification tells. */
export interface BounceFacts {
  /** Whom the message could not reach. */
  recipient: string
  /** The envelope sender of the failed message: the bounce goes there (VERP carries the rest). */
  envelopeFrom: string
  /** RFC 3463, such as `5.1.1`. */
  status: string
  /** The refusing server's words, such as `550 5.1.1 no such user`. */
  diagnostic: string
  /** The header block of the failed message. */
  originalHeaders: string
  reportingMta: string
  now: Date
}

/** RFC 5322 date in UTC. */
const mailDate = (moment: Date) => moment.toUTCString().replace('GMT', '+0000')

/** One line of header text: no control character may come in from outside. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const oneLine = (text: string) => text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim()

/** A delivery status notification, multipart/report (RFC 3462, RFC 3464), to be sent with the null sender. */
export function composeBounce(facts: BounceFacts): string {
  const boundary = `bounce-${randomUUID()}`
  const recipient = oneLine(facts.recipient)
  const lines = [
    `From: Mail Delivery System <MAILER-DAEMON@${facts.reportingMta}>`,
    `To: <${oneLine(facts.envelopeFrom)}>`,
    'Subject: Undelivered Mail Returned to Sender',
    `Date: ${mailDate(facts.now)}`,
    `Message-ID: <${randomUUID()}@${facts.reportingMta}>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=us-ascii',
    '',
    `Your message could not be delivered to <${recipient}>:`,
    oneLine(facts.diagnostic),
    '',
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    `Reporting-MTA: dns; ${facts.reportingMta}`,
    `Arrival-Date: ${mailDate(facts.now)}`,
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    `Status: ${facts.status}`,
    `Diagnostic-Code: smtp; ${oneLine(facts.diagnostic)}`,
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    '',
    facts.originalHeaders,
    '',
    `--${boundary}--`,
    '',
  ]
  return lines.join('\r\n')
}
