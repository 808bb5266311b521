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

/** A medium as a city has set it up: ready, or off for a reason. */
export type Opened =
  | { medium: Medium; connector: Connector; off: null }
  | { medium: Medium; connector: null; off: string }

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
  const kept = new Map<string, { settingId: string | null; opened: Opened }>()

  async function tools(tx: CityTx, medium: string): Promise<Tools> {
    const city = await tx
      .selectFrom('city')
      .select(['id', 'slug', 'name'])
      .where('id', '=', tx.cityId)
      .executeTakeFirstOrThrow()
    const folder = join(deps.folder, city.slug, medium)
    mkdirSync(folder, { recursive: true })
    return {
      city: { ...city, publicUrl: deps.publicUrl },
      clock: deps.clock,
      log: deps.log.child({ medium, cityId: tx.cityId }),
      fetch: deps.fetch,
      folder,
      demo: deps.demo,
    }
  }

  async function open(tx: CityTx, name: string): Promise<Opened> {
    const medium = deps.media.find((candidate) => candidate.name === name)
    if (!medium) throw new Refusal('not_found', { medium: name })
    const row = await newest(tx, name)
    const known = kept.get(`${tx.cityId}/${name}`)
    if (known && known.settingId === (row?.id ?? null)) return known.opened
    const opened = await openFresh(tx, medium, row)
    kept.set(`${tx.cityId}/${name}`, { settingId: row?.id ?? null, opened })
    return opened
  }

  async function openFresh(
    tx: CityTx,
    medium: Medium,
    row: Awaited<ReturnType<typeof newest>>,
  ): Promise<Opened> {
    if (!row) return { medium, connector: null, off: 'まだ設定されていません' }
    if (!row.enabled) return { medium, connector: null, off: '市の設定で止めています' }
    const settings = row.sealed
      ? JSON.parse(deps.seal.open(row.sealed, context(tx, row.id)).toString('utf8'))
      : {}
    const opened = medium.open(settings, await tools(tx, medium.name))
    if ('off' in opened) return { medium, connector: null, off: opened.off }
    return { medium, connector: opened, off: null }
  }

  return {
    all: deps.media,
    open,
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
      const settings = row.sealed
        ? JSON.parse(deps.seal.open(row.sealed, context(tx, row.id)).toString('utf8'))
        : {}
      return { enabled: row.enabled, settings }
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
