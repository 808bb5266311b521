import { inCity } from '#platform/database/city.ts'
import {
  addPlatformAdmin,
  createDemoAccount,
  type DemoPerson,
  demoPassword,
  demoTotpSecret,
} from '#platform/login/index.ts'
import { addStaff } from './add.ts'
import type { StaffDeps } from './deps.ts'
import { findStaff } from './queries.ts'
import type { Role } from './role.ts'

/** Somebody of the demonstration. */
export interface DemoStaff {
  email: string
  name: string
  section: string
  roles: readonly Role[]
  /** May open another city. */
  platformAdmin?: boolean
}

/** What a role is called on the buttons of the log-in page. */
const deeds: Record<Role, string> = {
  author: '作成',
  approver: '承認',
  welfare: '福祉',
  station: '駅前',
  shop: '商店',
  supporter: '支援者',
  coordinator: '調整',
  partner: '協力',
  institution: '機関',
  auditor: '監査',
  admin: '管理',
  resident: '住民',
  family: '家族',
}

/** 「伊藤（作成）」 for the log-in page of the demonstration. */
export function demoLabel({ name, roles }: DemoStaff): string {
  const [first] = roles
  return `${name.split(/[\s　]/)[0]}（${first ? deeds[first] : '職員'}）`
}

/**
 * Makes the accounts of the demonstration and takes them into the city. Called again it changes nothing.
 *
 * @returns for each, the user id and the label of its log-in button
 */
export async function seedDemoStaff(
  deps: StaffDeps,
  cityId: string,
  people: readonly DemoStaff[],
): Promise<(DemoPerson & { userId: string })[]> {
  const made: (DemoPerson & { userId: string })[] = []
  for (const person of people) {
    const { userId } = await createDemoAccount(deps.login, {
      email: person.email,
      name: person.name,
      password: demoPassword,
      totpSecret: demoTotpSecret(person.email),
    })
    if (person.platformAdmin) await addPlatformAdmin(deps.login.db, userId)
    const known = await inCity(deps.db, cityId, (tx) => findStaff(tx, userId))
    if (!known) await addStaff(deps, cityId, null, person)
    made.push({ userId, email: person.email, label: demoLabel(person) })
  }
  return made
}
