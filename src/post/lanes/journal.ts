import { randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

/** A delivery that the far side has taken. */
export interface Taken {
  cityId: string
  mailingId: string
  subscriberId: string
}

/**
 * What the far side has taken and the database does not know yet. Written with one `write` at the moment of the 250, so that it outlives
 * a `kill -9` (the kernel holds it; only a machine that loses power loses it). The time between the 250 and this write is all that is
 * left for a mail to go out twice.
 */
export interface Journal {
  /** The sender's id in `delivery.claimed_by`. */
  sender: string
  note(taken: Taken): void
  /** Everything noted is in the database now. */
  clear(): void
  close(): void
}

/** What a sender that is no more left behind. */
export interface Remains {
  sender: string
  taken: Taken[]
  /** Call when the database has it. */
  remove(): void
}

const owner = (pid: number): string => `${pid} ${startOf(pid)}`

/** When a process began (Linux): tells a process from another that got the same number later. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')')).split(' ')[20] ?? ''
  } catch {
    return ''
  }
}

function isAlive(note: string): boolean {
  const pid = Number(note.split(' ')[0])
  if (!(pid > 0)) return true // just being written
  try {
    process.kill(pid, 0)
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  return note === owner(pid)
}

/** Begins a journal of this process in `folder`. */
export function openJournal(folder: string): Journal {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const sender = randomUUID()
  const path = join(folder, `${sender}.taken`)
  const file = openSync(path, 'a', 0o600)
  writeFileSync(join(folder, `${sender}.owner`), owner(process.pid), { mode: 0o600 })
  let empty = true
  return {
    sender,
    note({ cityId, mailingId, subscriberId }) {
      writeSync(file, `${cityId} ${mailingId} ${subscriberId}\n`)
      empty = false
    },
    clear() {
      if (!empty) ftruncateSync(file, 0)
      empty = true
    },
    close() {
      closeSync(file)
      rmSync(path, { force: true })
      rmSync(join(folder, `${sender}.owner`), { force: true })
    },
  }
}

const line = /^([0-9a-f-]{36}) ([0-9a-f-]{36}) ([0-9a-f-]{36})$/

/** Journals in `folder` whose process is gone. A last line that was cut is left out: its mail may go out again. */
export function findRemains(folder: string): Remains[] {
  if (!existsSync(folder)) return []
  const senders = readdirSync(folder)
    .filter((name) => name.endsWith('.owner'))
    .map((name) => name.slice(0, -6))
  return senders.flatMap((sender) => {
    const [ownerPath, path] = [join(folder, `${sender}.owner`), join(folder, `${sender}.taken`)]
    if (isAlive(readFileSync(ownerPath, 'utf8'))) return []
    const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
    const taken = text.split('\n').flatMap((one) => {
      const [, cityId, mailingId, subscriberId] = line.exec(one) ?? []
      return cityId && mailingId && subscriberId ? [{ cityId, mailingId, subscriberId }] : []
    })
    const remove = () => {
      rmSync(path, { force: true })
      rmSync(ownerPath, { force: true })
    }
    return [{ sender, taken, remove }]
  })
}
