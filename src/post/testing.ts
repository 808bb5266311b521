import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId, systemClock } from '#platform/clock.ts'
import type { TestDatabases } from '#platform/database/testing.ts'
import type { Keys } from '#platform/keys.ts'
import { createLog } from '#platform/log.ts'
import { createSeal } from '#platform/seal/seal.ts'
import type { AlertMailing } from './mailing/create.ts'
import { createPost, type Post, type PostParts } from './post.ts'
import { mailSettings } from './schema.ts'
import type { Setup } from './setup.ts'

/** For tests of this module and of media over it: a post that writes to servers on loopback. */
export interface TestPost {
  post: Post
  parts: PostParts
  setup: Setup
  end(): Promise<void>
}

export const testSeal = createSeal({
  sealing: [{ kid: 'k1', key: Buffer.alloc(32, 7).toString('base64') }],
} as Keys)

/** A city's mail as tests have it; bounces come to `mail.<slug>.example`. */
export const testSetup = (
  cityId: string,
  changes: Record<string, unknown> = {},
  slug = 'tsunagu',
): Setup => ({
  city: { id: cityId, slug, name: 'つなぐ市', publicUrl: `https://${slug}.example` },
  settings: mailSettings.parse({
    fromAddress: `anzen@${slug}.example`,
    fromName: 'つなぐ市',
    mailDomain: `mail.${slug}.example`,
    tls: 'none',
    ...changes,
  }),
})

/** @param port  where all domains take their mail, or one port a domain */
export function testPost(
  databases: TestDatabases,
  cityId: string,
  port: number | ((domain: string) => number),
  changes: Partial<PostParts> = {},
  settings: Record<string, unknown> = {},
): TestPost {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagu-post-'))
  const parts: PostParts = {
    db: databases.outer,
    seal: testSeal,
    secret: 'secret of the tests',
    clock: systemClock,
    newId,
    log: createLog('silent'),
    folder,
    name: 'mx.tsunagu.example',
    findServers: async (domain) => [
      { host: '127.0.0.1', port: typeof port === 'number' ? port : port(domain) },
    ],
    patience: { connectMs: 1_000, silenceMs: 1_000, attemptMs: 3_000 },
    random: () => 0.5,
    ...changes,
  }
  const post = createPost(parts)
  const setup = testSetup(cityId, settings)
  post.setups.put(setup)
  return { post, parts, setup, end: async () => rmSync(folder, { recursive: true, force: true }) }
}

/** An alert to everyone who chose 避難・災害. */
export const testMailing = (changes: Partial<AlertMailing> = {}): AlertMailing => ({
  id: newId(),
  messageId: newId(),
  approvedAt: new Date(),
  urgency: 0,
  texts: {
    ja: {
      subject: '【警戒レベル4】避難指示 川原',
      text: '警戒レベル4「避難指示」を出しました。\n対象：川原住区',
    },
  },
  topics: ['disaster'],
  districts: null,
  earlier: [],
  expiresAt: new Date(Date.now() + 3_600_000),
  ...changes,
})

/** Looks again every few milliseconds; fails with what it saw last. */
export async function eventually<T>(
  look: () => Promise<T> | T,
  fits: (seen: T) => boolean,
  withinMs = 15_000,
): Promise<T> {
  const until = Date.now() + withinMs
  for (;;) {
    const seen = await look()
    if (fits(seen)) return seen
    if (Date.now() > until) throw new Error(`not within ${withinMs} ms; last seen: ${JSON.stringify(seen)}`)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}
