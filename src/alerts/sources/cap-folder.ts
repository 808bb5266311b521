import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { inCity } from '#platform/database/city.ts'
import type { AlertsDeps } from '../deps.ts'
import { MAX_BYTES } from './cap/decode.ts'
import { type CapTaken, type DistrictsTouched, takeCap } from './from-cap.ts'

/** A file is taken when nobody has written to it for so long. */
const restMs = 1000

/**
 * Takes CAP files that another system lays into `<folder>/<slug>/`: each becomes a draft and moves to `taken/`, or to `refused/` with its findings beside it.
 * A file is taken when it has rested for a second, so that a half-written one is left alone. A crash in between takes the file again, and gives the same draft.
 * What cannot be taken now stays and is tried again; it keeps no other file waiting.
 *
 * @returns a function that stops watching
 */
export function watchCapFolder(
  deps: AlertsDeps & { districtsTouched: DistrictsTouched },
  folder: string,
  everyMs = 1000,
): () => Promise<void> {
  let stopped = false
  let timer: NodeJS.Timeout
  let round: Promise<void> = Promise.resolve()

  async function lookOnce(): Promise<void> {
    const cities = await deps.db
      .selectFrom('city')
      .select(['id', 'slug'])
      .where('closed_at', 'is', null)
      .execute()
    for (const city of cities) {
      const inbox = join(folder, city.slug)
      mkdirSync(inbox, { recursive: true })
      for (const name of readdirSync(inbox).sort())
        if (/\.(xml|cap)$/i.test(name) && !stopped) await takeFile(city.id, inbox, name).catch(failed)
    }
  }

  async function takeFile(cityId: string, inbox: string, name: string): Promise<void> {
    const path = join(inbox, name)
    const about = lstatSync(path)
    if (!about.isFile() || Date.now() - about.mtimeMs < restMs) return // a link could lead anywhere, a folder is none of ours
    const taken = await read(cityId, path, about.size)
    const end = join(inbox, taken.draftId ? 'taken' : 'refused')
    mkdirSync(end, { recursive: true })
    const kept = existsSync(join(end, name)) ? `${Date.now()}-${name}` : name
    if (!taken.draftId)
      writeFileSync(join(end, `${kept}.findings.json`), `${JSON.stringify(taken.findings, null, 2)}\n`)
    renameSync(path, join(end, kept))
    deps.log.info({
      event: taken.draftId ? 'cap.taken' : 'cap.refused',
      cityId,
      findings: taken.findings.length,
    })
  }

  async function read(cityId: string, path: string, size: number): Promise<CapTaken> {
    if (size > MAX_BYTES) return { draftId: null, findings: [tooLarge(size)] } // never read: it could be of any size
    const bytes = readFileSync(path)
    return inCity(deps.db, cityId, (tx) => takeCap(tx, deps, bytes, 'system'))
  }

  const failed = (fault: Error): void =>
    deps.log.warn({
      event: 'cap.folder-fault',
      reason: (fault as NodeJS.ErrnoException).code ?? fault.message,
    })
  const again = (): void => {
    round = lookOnce().catch(failed)
    void round.then(() => {
      if (!stopped) timer = setTimeout(again, everyMs)
    })
  }
  timer = setTimeout(again, 0)
  return async () => {
    stopped = true
    clearTimeout(timer)
    await round
  }
}

const tooLarge = (size: number) => ({
  rule: 'TOO_LARGE',
  severity: 'error' as const,
  path: '',
  message: `ファイルが大きすぎます（${size} バイト）。上限は ${MAX_BYTES} バイトです。`,
})
