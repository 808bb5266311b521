import { z } from 'zod'

const flag = z.enum(['true', 'false']).transform((value) => value === 'true')
const port = z.coerce.number().int().min(0).max(65535)

const schema = z.object({
  DATABASE_URL: z.string().optional(),
  INNER_DATABASE_URL: z.string().optional(),
  TSUNAGU_HOME: z.string().default('.tsunagu'),
  TSUNAGU_KEY_FILE: z.string().optional(),
  TSUNAGU_PUBLIC_URL: z.url().optional(),
  TSUNAGU_ROLES: z
    .string()
    .default('web,gateway,worker,inner,edge')
    .transform((text) => text.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(['web', 'gateway', 'worker', 'inner', 'edge']))),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(3000),
  MAIL_IN_PORT: port.default(3025),
  TOWN_PORT: port.default(3100),
  TOWN_MAIL_PORT: port.default(3125),
  TOWN_URL: z.url().optional(),
  TRUST_PROXY: flag.default(false),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

/** What the process needs to start. What a city sets lives in the database. */
export interface Config {
  /** Without DATABASE_URL this is a demonstration: embedded PostgreSQL, demo accounts, the town attached. */
  demo: boolean
  /** Owner log-ins of the two databases; null = embedded. */
  databaseUrl: string | null
  innerDatabaseUrl: string | null
  home: string
  keyFile: string
  publicUrl: string
  roles: string[]
  host: string
  port: number
  mailInPort: number
  townPort: number
  townMailPort: number
  townUrl: string
  /** TOWN_URL names a town that runs already; otherwise the demonstration starts its own. */
  townElsewhere: boolean
  trustProxy: boolean
  logLevel: string
}

/** Every fault of the environment, each with what to do. */
export class ConfigFault extends Error {
  constructor(faults: string[]) {
    super(`The settings are not complete:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.name = 'ConfigFault'
  }
}

function productionFaults(env: z.infer<typeof schema>): string[] {
  const faults: string[] = []
  if (!env.INNER_DATABASE_URL)
    faults.push('INNER_DATABASE_URL: production needs a second database for the register (inner)')
  if (env.INNER_DATABASE_URL && env.INNER_DATABASE_URL === env.DATABASE_URL)
    faults.push('INNER_DATABASE_URL: must be another database than DATABASE_URL')
  if (!env.TSUNAGU_KEY_FILE)
    faults.push(
      'TSUNAGU_KEY_FILE: make a key file with "npx tsunagu keys make FILE"; the keys of a demo are refused',
    )
  if (!env.TSUNAGU_PUBLIC_URL)
    faults.push('TSUNAGU_PUBLIC_URL: the https address at which people reach the city')
  else if (!env.TSUNAGU_PUBLIC_URL.startsWith('https://'))
    faults.push('TSUNAGU_PUBLIC_URL: must begin with https://')
  if (env.TOWN_URL) faults.push('TOWN_URL: the town belongs to the demonstration; take it out')
  return faults
}

/**
 * Reads the environment once.
 *
 * @throws ConfigFault  naming every fault at the same time
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  if (!parsed.success)
    throw new ConfigFault(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
  const env = parsed.data
  const demo = !env.DATABASE_URL
  if (!demo) {
    const faults = productionFaults(env)
    if (faults.length > 0) throw new ConfigFault(faults)
  }
  return {
    demo,
    databaseUrl: env.DATABASE_URL ?? null,
    innerDatabaseUrl: env.INNER_DATABASE_URL ?? null,
    home: env.TSUNAGU_HOME,
    keyFile: env.TSUNAGU_KEY_FILE ?? `${env.TSUNAGU_HOME}/keys/demo.json`,
    publicUrl: (env.TSUNAGU_PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/$/, ''),
    roles: env.TSUNAGU_ROLES,
    host: env.HOST,
    port: env.PORT,
    mailInPort: env.MAIL_IN_PORT,
    townPort: env.TOWN_PORT,
    townMailPort: env.TOWN_MAIL_PORT,
    townUrl: env.TOWN_URL ?? `http://localhost:${env.TOWN_PORT}`,
    townElsewhere: env.TOWN_URL !== undefined,
    trustProxy: env.TRUST_PROXY,
    logLevel: env.LOG_LEVEL,
  }
}
