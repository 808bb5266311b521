import { type AskTown, type DrillLine, runDrill } from '#alerts/index.ts'
import { cityBySlug } from '#cities/index.ts'
import { type Environment, exit, withHouse } from './means.ts'

interface Sighting {
  medium: string
  at: string
  alertId?: string
  state?: string
}

/** Asks the town what it saw of a message; a correction and a lifting are new words or a new state there. */
function askTown(townUrl: string): NonNullable<AskTown> {
  return async (messageId, approvedAt) => {
    const query = new URLSearchParams({ alertId: messageId, since: approvedAt.toISOString() })
    const answer = await fetch(`${townUrl}/api/seen?${query}`, { signal: AbortSignal.timeout(3_000) }).catch(
      () => null,
    )
    if (!answer?.ok) return {} // the town is away for a moment: what it never saw counts as unseen
    const { sightings } = (await answer.json()) as { sightings: Sighting[] }
    const first: Record<string, number> = {}
    for (const sighting of sightings)
      first[sighting.medium] ??= Date.parse(sighting.at) - approvedAt.getTime()
    return first
  }
}

const phases = { alert: '発信', update: '訂正', lift: '解除' } as const
const verdicts = {
  seen: '見えた',
  accepted: '受け付けたが、まだ見えない',
  pending: 'まだ受け付けない',
  off: '止めている',
  failed: '送れない',
} as const
const seconds = (ms: number | null): string => (ms === null ? '–' : `${(ms / 1000).toFixed(2)}秒`)

function table(lines: readonly DrillLine[]): string[] {
  const rows = lines.map((line) => [
    phases[line.phase],
    line.label,
    seconds(line.acceptedMs),
    seconds(line.visibleMs),
    seconds(line.townMs),
    `${verdicts[line.verdict]}${line.reason ? `（${line.reason}）` : ''}`,
  ])
  return [['', '媒体', '受け付け', '見えた', '町で見えた', '結果'], ...rows].map((row) => row.join('\t'))
}

/**
 * `npx tsunagu drill`: the seeded drill through every medium that is on.
 *
 * @returns 0 only when every medium was really seen, in the demo by the town too
 */
export function drill(
  environment: Environment,
  options: { city: string; media?: string; json?: boolean },
  print: (line: string) => void,
): Promise<number> {
  return withHouse(environment, async (house, running) => {
    if (!running) {
      print(
        options.json
          ? JSON.stringify({ fault: 'the city does not run' })
          : '市のサーバーが動いていません。別の窓で npm start を実行してから、もう一度どうぞ。',
      )
      return exit.fault
    }
    const city = await cityBySlug(house.db, options.city)
    if (!city) {
      print(`都市「${options.city}」がありません。--city で指定してください。`)
      return exit.fault
    }
    const town = house.config.demo ? askTown(house.config.townUrl) : null
    const result = await runDrill(house.alerts, city.id, options.media?.split(',') ?? null, town)
    if (options.json) print(JSON.stringify(result))
    else
      for (const line of [
        ...table(result.lines),
        result.ok ? '訓練は、すべての媒体で見えました。' : '見えなかった媒体があります。',
      ])
        print(line)
    return result.ok ? exit.done : exit.no
  })
}
