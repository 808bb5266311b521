import MailComposer from 'nodemailer/lib/mail-composer'
import { z } from 'zod'
import type { Attempt, CityRelay } from './city-relay.ts'
import type { Mail } from './mailbox.ts'

/** A mail that a resident writes. 空メール has neither subject nor text. */
export const Letter = z.strictObject({
  from: z
    .string()
    .trim()
    .regex(/^[^\s<>@]+@[^\s<>@]+$/, 'a mail address'),
  to: z
    .string()
    .trim()
    .regex(/^[^\s<>@]+@[^\s<>@]+$/, 'a mail address'),
  subject: z.string().max(200).default(''),
  text: z.string().max(10_000).default(''),
})

/** Sends a resident's mail to the city's inbound server at once, and tells what that server said. */
export async function sendLetter(relay: CityRelay, letter: z.infer<typeof Letter>): Promise<Attempt> {
  const raw = await new MailComposer(letter).compile().build()
  return relay.tryOnce({ raw, from: letter.from, to: letter.to })
}

export type Leaving =
  | { kind: 'sent'; status: number; url: string }
  | { kind: 'not-offered' }
  | { kind: 'no-answer'; reason: string; url: string }

/**
 * An address that the city wrote, as it is reached from here: the path is the city's, the host is loopback
 * (the town has no DNS, and asks nobody but the city).
 */
export function atCity(address: string, cityUrl: string): URL {
  const named = new URL(address, cityUrl)
  return new URL(named.pathname + named.search, cityUrl)
}

/** Presses the mail program's unsubscribe button: one POST without cookies, redirects not followed (RFC 8058 §3.2). */
export async function unsubscribe(mail: Mail, cityUrl: string): Promise<Leaving> {
  if (!mail.unsubscribe.oneClick || !mail.unsubscribe.url) return { kind: 'not-offered' }
  const url = atCity(mail.unsubscribe.url, cityUrl)
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    })
    await answer.body?.cancel()
    return { kind: 'sent', status: answer.status, url: url.href }
  } catch (error) {
    return { kind: 'no-answer', reason: error instanceof Error ? error.message : 'no answer', url: url.href }
  }
}
