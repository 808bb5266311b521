import { z } from 'zod'

/** What a receiving mail server does wrong. */
export type Fault =
  | { kind: 'refuse'; code: number; text: string }
  | { kind: 'refuse-connection' }
  | { kind: 'tarpit'; seconds: number }
  | { kind: 'delay'; seconds: number }
  | { kind: 'nonsense' }
  | { kind: 'die'; when: 'before-data' | 'after-data' }
  | { kind: 'bounce-later' }

const Seconds = z.number().min(0).max(3_600)

/**
 * One fault as it is set from outside (`POST /api/faults`); exactly one kind.
 *
 * - `refuse`: `true` or `'temporary'` 451 4.7.1, `'permanent'` 550 5.7.1, `'connection'` 421 to everyone who connects
 * - `tarpit`: each answer to RCPT comes after so many seconds (`true`: the town's own tar pit)
 * - `delaySeconds`: the message is taken, the answer to DATA comes so much later
 * - `nonsense`: answers RCPT with what is not SMTP
 * - `die`: hangs up at RCPT (`'before-data'`), or (`true`, `'after-data'`) after it has kept the message, before it answers
 * - `domains`: only for recipients there; without it for all
 */
export const FaultSetting = z
  .strictObject({
    refuse: z.union([z.boolean(), z.enum(['temporary', 'permanent', 'connection'])]).optional(),
    tarpit: z.union([z.boolean(), Seconds]).optional(),
    delaySeconds: Seconds.optional(),
    nonsense: z.boolean().optional(),
    die: z.union([z.boolean(), z.enum(['before-data', 'after-data'])]).optional(),
    domains: z.array(z.string().toLowerCase().min(1)).min(1).optional(),
  })
  .refine((setting) => faultOf(setting, 1) !== undefined, 'name exactly one fault')
  .refine(
    (setting) => setting.refuse !== 'connection' || !setting.domains,
    'a refused connection has no domain',
  )

interface Setting {
  refuse?: boolean | 'temporary' | 'permanent' | 'connection'
  tarpit?: boolean | number
  delaySeconds?: number
  nonsense?: boolean
  die?: boolean | 'before-data' | 'after-data'
  domains?: string[]
}

/** The fault a setting names; undefined when it names none or several. */
function faultOf(setting: Setting, tarpitSeconds: number): Fault | undefined {
  const named: Fault[] = []
  if (setting.refuse === 'connection') named.push({ kind: 'refuse-connection' })
  else if (setting.refuse === 'permanent')
    named.push({ kind: 'refuse', code: 550, text: '5.7.1 refused by the receiving side' })
  else if (setting.refuse)
    named.push({ kind: 'refuse', code: 451, text: '4.7.1 not now, please try again later' })
  if (setting.tarpit !== undefined && setting.tarpit !== false)
    named.push({ kind: 'tarpit', seconds: setting.tarpit === true ? tarpitSeconds : setting.tarpit })
  if (setting.delaySeconds !== undefined) named.push({ kind: 'delay', seconds: setting.delaySeconds })
  if (setting.nonsense) named.push({ kind: 'nonsense' })
  if (setting.die) named.push({ kind: 'die', when: setting.die === true ? 'after-data' : setting.die })
  return named.length === 1 ? named[0] : undefined
}

/** The faults that are set now, on top of how the town's domains always are. */
export interface Faults {
  set(settings: Setting[]): void
  clear(): void
  list(): Setting[]
  /** What goes wrong for this recipient domain; a set fault stands before the domain's own nature. */
  of(domain: string): Fault | undefined
  refusesConnections(): boolean
}

/**
 * @param nature how each domain of the town always behaves (`domains.ts`)
 * @param tarpitSeconds what `tarpit: true` means
 */
export function createFaults(nature: Map<string, Fault | undefined>, tarpitSeconds: number): Faults {
  let settings: Setting[] = []
  const setFault = (domain: string) => {
    const setting = settings.find((one) => !one.domains || one.domains.includes(domain))
    return setting && faultOf(setting, tarpitSeconds)
  }
  return {
    set(next) {
      settings = next
    },
    clear() {
      settings = []
    },
    list: () => settings,
    of: (domain) => setFault(domain) ?? nature.get(domain),
    refusesConnections: () => settings.some((setting) => setting.refuse === 'connection'),
  }
}
