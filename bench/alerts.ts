import { readFileSync } from 'node:fs'
import { runDrill } from '#alerts/index.ts'
import { cityBySlug } from '#cities/index.ts'
import { wholeCity } from '../test/setup/city.ts'
import { machine, quantile } from './machine.ts'

const drills = 30

/** Resident memory of a process, MB (VmRSS of /proc). */
const resident = (pid: number | undefined): number =>
  Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+) kB/)?.[1] ?? 0) / 1024

interface Sighting {
  medium: string
  at: string
}

/**
 * Approve → accepted → visible, as the town sees it, over drills with a correction and a lifting each; whole processes, real protocols.
 * The peer is the bare way: the town's own polling (200 ms) says how much of "visible" is looking, not sending.
 */
export async function run(): Promise<void> {
  const city = await wholeCity()
  const cityProcess = await city.startCity()
  const townProcess = await city.startTown()
  const house = await city.open()
  try {
    const id = (await cityBySlug(house.db, 'tsunagu'))?.id ?? ''
    const town = async (messageId: string, approvedAt: Date) => {
      const answer = await fetch(`${city.townUrl}/api/seen?alertId=${messageId}`)
      const { sightings } = (await answer.json()) as { sightings: Sighting[] }
      const first: Record<string, number> = {}
      for (const one of sightings) first[one.medium] ??= Date.parse(one.at) - approvedAt.getTime()
      return first
    }
    const figures = new Map<string, { accepted: number[]; visible: number[]; town: number[] }>()
    for (let n = 0; n < drills; n++) {
      const { lines } = await runDrill(house.alerts, id, null, town)
      for (const line of lines) {
        const key = `${line.phase}\t${line.medium}`
        const kept = figures.get(key) ?? { accepted: [], visible: [], town: [] }
        kept.accepted.push(line.acceptedMs ?? Number.POSITIVE_INFINITY)
        kept.visible.push(line.visibleMs ?? Number.POSITIVE_INFINITY)
        kept.town.push(line.townMs ?? Number.POSITIVE_INFINITY)
        figures.set(key, kept)
      }
    }
    console.log(`${machine()}; ${drills} drills, city and town as processes of their own`)
    console.log(
      'ms from approval           accepted p50 / p95    seen by us p50 / p95    seen in the town p50 / p95',
    )
    const pair = (values: number[]): string =>
      `${quantile(values, 0.5)} / ${quantile(values, 0.95)}`.padEnd(22)
    for (const [key, kept] of figures)
      console.log(`${key.padEnd(24)}${pair(kept.accepted)}${pair(kept.visible)}${pair(kept.town)}`)
    const memory = [resident(cityProcess.pid), resident(townProcess.pid)]
    console.log(
      `resident: city ${memory[0]?.toFixed(0)} MB, town ${memory[1]?.toFixed(0)} MB, together ${((memory[0] ?? 0) + (memory[1] ?? 0)) | 0} MB (goal ≤ 500)`,
    )
  } finally {
    await house.databases.close()
    await city.end()
  }
}
