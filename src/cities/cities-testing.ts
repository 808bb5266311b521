import { record } from '#platform/audit/audit.ts'
import { newId } from '#platform/clock.ts'
import { inCity } from '#platform/database/city.ts'
import type { TestDatabases } from '#platform/database/testing.ts'
import { areasOf, tonari, tsunagu } from '../../db/seeds/demo.ts'
import { importAreas } from './areas/import.ts'
import { openCity } from './open-city.ts'
import { insertRole, insertStaff } from './staff/queries.ts'
import type { Role } from './staff/role.ts'

/** The moment of the pictures. */
export const at = new Date('2026-11-22T18:42:00+09:00')
export const system = { actor: 'system', userId: null }

/** The two seeded cities with their areas and without people. */
export async function twoCities(databases: TestDatabases) {
  const deps = { db: databases.outer, newId, record }
  const open = async (city: typeof tsunagu | typeof tonari, slug: 'tsunagu' | 'tonari') => {
    const id = await openCity(deps, city, system, at)
    await importAreas(deps, id, areasOf(slug), { dryRun: false, actor: 'system', at })
    return id
  }
  return { deps, ours: await open(tsunagu, 'tsunagu'), theirs: await open(tonari, 'tonari') }
}

/** A member of staff without an account, for rows that name a person. */
export async function colleague(
  databases: TestDatabases,
  cityId: string,
  name: string,
  roles: readonly Role[],
): Promise<string> {
  const userId = newId()
  await inCity(databases.outer, cityId, async (tx) => {
    await insertStaff(tx, { userId, name, section: '防災課' })
    for (const role of roles)
      await insertRole(tx, { id: newId(), userId, role, granted: true, at, byUser: null })
  })
  return userId
}
