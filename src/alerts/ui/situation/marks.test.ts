import { describe, expect, it } from 'vitest'
import type { MapFeature } from '#design/index.ts'
import type { LevelNow } from '../watching.ts'
import { drawable, legendOf, marksOf } from './marks.ts'

const feature = (kind: string, id: string) =>
  ({
    type: 'Feature',
    properties: { kind, id, name: id },
    geometry: { type: 'Point', coordinates: [0, 0] },
  }) as MapFeature
const city = [feature('district', 'kawara'), feature('district', 'shimozawa'), feature('river', 'yui')]
const level = (change: Partial<LevelNow>): LevelNow =>
  ({
    level: 3,
    districtIds: ['kawara'],
    wholeCity: false,
    pending: false,
    drill: false,
    ...change,
  }) as LevelNow

describe('the map of the situation', () => {
  it('tints by the highest level in force and dashes what awaits approval', () => {
    const { marks } = marksOf(
      [level({ level: 3 }), level({ level: 4 }), level({ level: 5, pending: true })],
      city,
      false,
    )
    expect(marks).toEqual({ kawara: { level: 4, pending: 5 } })
  })

  it('the whole city is every district and nothing else', () => {
    const { marks } = marksOf([level({ wholeCity: true, districtIds: [] })], city, false)
    expect(Object.keys(marks)).toEqual(['kawara', 'shimozawa'])
  })

  it('a drill is never drawn on the map of a city that is in none', () => {
    const shown = marksOf([level({ drill: true })], city, false)
    expect(shown).toEqual({ marks: {}, drill: false, drillsLeftOut: 1 })
  })

  it('in a drill the whole map says so', () => {
    const shown = marksOf([level({ drill: true })], city, true)
    expect(shown).toEqual({ marks: { kawara: { level: 3 } }, drill: true, drillsLeftOut: 0 })
  })

  it('what is in earnest drives the drill off the map, even while it only awaits approval', () => {
    const levels = [level({ level: 5, drill: true }), level({ pending: true, districtIds: ['shimozawa'] })]
    const shown = marksOf(levels, city, true)
    expect(shown).toEqual({ marks: { shimozawa: { pending: 3 } }, drill: false, drillsLeftOut: 1 })
  })

  it('the words under it are in force before awaiting, the highest first', () => {
    const { marks } = marksOf(
      [
        level({ level: 2, districtIds: ['shimozawa'] }),
        level({ level: 4 }),
        level({ level: 5, pending: true }),
      ],
      city,
      false,
    )
    expect(legendOf(marks).map((one) => [one.level, one.pending])).toEqual([
      [4, false],
      [2, false],
      [5, true],
    ])
  })

  it('draws no kind that it does not know', () => {
    expect(drawable([...city, feature('facility', 'hall')])).toHaveLength(3)
  })
})
