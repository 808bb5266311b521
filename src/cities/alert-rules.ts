import type { CityTx } from '#platform/database/city.ts'
import { districtsOf } from './areas/queries.ts'
import { alertSettingsSchema } from './schema.ts'
import { readSetting } from './settings.ts'

/** What the city has decided about its alerts; names of its own places that hold 訓練 or テスト are harmless by themselves. */
export async function alertRulesOf(tx: CityTx) {
  const settings = await readSetting(tx, 'alerts', alertSettingsSchema)
  const places = (await districtsOf(tx)).map(({ name }) => name).filter((name) => /訓練|テスト/.test(name))
  return { ...settings, harmlessWords: [...settings.harmlessWords, ...places] }
}
