import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { inCity } from '#platform/database/city.ts'
import type { AlertsDeps } from '../deps.ts'
import { type DistrictsTouched, takeCap } from './from-cap.ts'

/**
 * Takes CAP files that another system lays into `<folder>/<slug>/`: each becomes a draft and moves to `taken/`, or to `refused/` with its findings beside it.
 * A file is taken when it has rested for a second, so that a half-written one is left alone. A crash in between takes the file again, and gives the same draft.
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
      for (const name of readdirSync(inbox))
        if (/\.(xml|cap)$/i.test(name)) await takeFile(city.id, inbox, name)
    }
  }

  async function takeFile(cityId: string, inbox: string, name: string): Promise<void> {
    const path = join(inbox, name)
    if (Date.now() - statSync(path).mtimeMs < 1000) return
    const bytes = readFileSync(path)
    const taken = await inCity(deps.db, cityId, (tx) => takeCap(tx, deps, bytes, 'folder'))
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

  const again = (): void => {
    round = lookOnce().catch((fault: Error) =>
      deps.log.warn({ event: 'cap.folder-fault', reason: fault.message }),
    )
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
