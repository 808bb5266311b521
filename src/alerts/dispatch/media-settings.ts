import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock, NewId } from '#platform/clock.ts'
import type { CityTx } from '#platform/database/city.ts'
import type { Log } from '#platform/log.ts'
import { Refusal } from '#platform/refusal.ts'
import { sealContext } from '#platform/seal/seal.ts'
import type { Connector, Medium, Tools } from '../medium.ts'

/** Seals a setting for its row; filled from platform/seal. */
export interface SettingSeal {
  seal(plain: string, context: string): Buffer
  open(sealed: Buffer, context: string): Buffer
}

export interface MediaDeps {
  media: readonly Medium[]
  seal: SettingSeal
  clock: Clock
  newId: NewId
  log: Log
  fetch: typeof fetch
  /** `<home>/media` */
  folder: string
  publicUrl: string
  demo: boolean
}

/** A medium as a city has set it up: ready, or off for a reason; `broken` is nobody's wish, and may mend by itself. */
export type Opened =
  | { medium: Medium; connector: Connector; off: null; broken: false }
  | { medium: Medium; connector: null; off: string; broken: boolean }

/** What was off when it was opened is asked again after so long: a full disk gets room, a folder comes back. */
const askAgainMs = 5_000

const context = (tx: CityTx, id: string): string => sealContext('medium_setting', 'sealed', tx.cityId, id)

/** The newest setting of a medium. */
async function newest(
  tx: CityTx,
  medium: string,
): Promise<{ id: string; enabled: boolean; sealed: Buffer | null } | undefined> {
  return tx
    .selectFrom('medium_setting')
    .select(['id', 'enabled', 'sealed'])
    .where('medium', '=', medium)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Opens media for cities and keeps them open until their settings change. */
export function mediaOf(deps: MediaDeps) {
  const kept = new Map<string, { settingId: string | null; opened: Opened; at: number }>()

  async function tools(tx: CityTx, medium: string): Promise<Tools> {
    const city = await tx
      .selectFrom('city')
      .select(['id', 'slug', 'name'])
      .where('id', '=', tx.cityId)
      .executeTakeFirstOrThrow()
    return {
      city: { ...city, publicUrl: deps.publicUrl },
      clock: deps.clock,
      log: deps.log.child({ medium, cityId: tx.cityId }),
      fetch: deps.fetch,
      folder: join(deps.folder, city.slug, medium),
      demo: deps.demo,
    }
  }

  async function open(tx: CityTx, name: string): Promise<Opened> {
    const medium = deps.media.find((candidate) => candidate.name === name)
    if (!medium) throw new Refusal('not_found', { medium: name })
    const row = await newest(tx, name)
    const known = kept.get(`${tx.cityId}/${name}`)
    const now = deps.clock().getTime()
    if (
      known &&
      known.settingId === (row?.id ?? null) &&
      (!known.opened.broken || now < known.at + askAgainMs)
    )
      return known.opened
    const opened = await openFresh(tx, medium, row)
    kept.set(`${tx.cityId}/${name}`, { settingId: row?.id ?? null, opened, at: now })
    return opened
  }

  /** The settings of a row, or why they cannot be read. */
  function unseal(tx: CityTx, row: { id: string; sealed: Buffer | null }): Record<string, unknown> | null {
    if (!row.sealed) return {}
    try {
      return JSON.parse(deps.seal.open(row.sealed, context(tx, row.id)).toString('utf8'))
    } catch (fault) {
      deps.log.error({ event: 'media.setting-unreadable', cityId: tx.cityId, reason: (fault as Error).name })
      return null
    }
  }

  async function openFresh(
    tx: CityTx,
    medium: Medium,
    row: Awaited<ReturnType<typeof newest>>,
  ): Promise<Opened> {
    const off = (why: string, broken: boolean): Opened => ({ medium, connector: null, off: why, broken })
    if (!row) return off('まだ設定されていません', false)
    if (!row.enabled) return off('市の設定で止めています', false)
    const settings = unseal(tx, row)
    if (!settings) return off('設定を読み出せません。設定の画面で、もう一度保存してください', true)
    const given = await tools(tx, medium.name)
    try {
      mkdirSync(given.folder, { recursive: true })
      const opened = medium.open(settings, given)
      return 'off' in opened ? off(opened.off, true) : { medium, connector: opened, off: null, broken: false }
    } catch (fault) {
      const { name, message } = fault as Error
      deps.log.error({
        event: 'media.open-fault',
        medium: medium.name,
        cityId: tx.cityId,
        reason: message,
      })
      return off(`準備の途中で止まりました（${name}）`, true)
    }
  }

  return {
    all: deps.media,
    open,
    /** The same for a name of the past: a medium that this version no longer has is off. */
    openIfKnown: async (
      tx: CityTx,
      name: string,
    ): Promise<Opened | { medium: null; connector: null; off: string; broken: false }> =>
      deps.media.some((medium) => medium.name === name)
        ? open(tx, name)
        : { medium: null, connector: null, off: `「${name}」という媒体は、もうありません`, broken: false },
    /** Every medium, in the order of `media/index.ts`. */
    openAll: (tx: CityTx): Promise<Opened[]> =>
      deps.media.reduce<Promise<Opened[]>>(
        async (done, medium) => [...(await done), await open(tx, medium.name)],
        Promise.resolve([]),
      ),
    /** The settings as the form shows them; secrets are for the caller to hide. */
    async settings(
      tx: CityTx,
      name: string,
    ): Promise<{ enabled: boolean; settings: Record<string, unknown> }> {
      const row = await newest(tx, name)
      if (!row) return { enabled: false, settings: {} }
      return { enabled: row.enabled, settings: unseal(tx, row) ?? {} } // what cannot be read is written anew
    },
    /** Keeps a new setting; earlier ones stay as history. @throws Refusal `bad_request` with each field's fault */
    async set(
      tx: CityTx,
      name: string,
      enabled: boolean,
      settings: unknown,
      by: string | null,
    ): Promise<void> {
      const medium = deps.media.find((candidate) => candidate.name === name)
      if (!medium) throw new Refusal('not_found', { medium: name })
      const parsed = medium.settings.safeParse(settings)
      if (!parsed.success)
        throw new Refusal('bad_request', {
          fields: parsed.error.issues.map((issue) => ({
            path: issue.path.join('.'),
            message: issue.message,
          })),
        })
      const id = deps.newId()
      await tx
        .insertInto('medium_setting')
        .values({
          city_id: tx.cityId,
          id,
          medium: name,
          enabled,
          sealed: deps.seal.seal(JSON.stringify(parsed.data), context(tx, id)),
          at: deps.clock(),
          by_user: by,
        })
        .execute()
    },
  }
}

export type Media = ReturnType<typeof mediaOf>
