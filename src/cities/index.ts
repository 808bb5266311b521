export { alertRulesOf } from './alert-rules.ts'
export {
  areaOf,
  cityArea,
  coverage,
  districtsTouched,
  insideCity,
  type Place,
  placeOf,
} from './areas/area.ts'
export { type ImportCommand, importAreasCommand } from './areas/command.ts'
export { type ImportDeps, type ImportOptions, importAreas } from './areas/import.ts'
export { type District, districtsOf, neighbourhoodsOf } from './areas/queries.ts'
export type { CitiesDeps, FrameParts } from './deps.ts'
export { onDuty, takeDuty } from './duty.ts'
export { type EventStreams, eventStreams } from './events.ts'
export { endDrill, modeIn, modeOf, setMode, startDrill } from './mode.ts'
export { openCity } from './open-city.ts'
export { type City, citiesOf, cityByHost, cityBySlug, cityOf, colleaguesOf, hostsOf } from './queries.ts'
export { citiesRoutes } from './routes.ts'
export { modeWords } from './rules.ts'
export * from './schema.ts'
export { readSetting, readSettingWithAge, writeSetting } from './settings.ts'
