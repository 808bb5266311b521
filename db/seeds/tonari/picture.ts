import type { Position } from 'geojson'
import type { Picture } from '../picture.ts'

/** となり市: a small second city, west of the first. Three districts between two borders that cross it. */
const westUpper: Position = [-470, 190]
const eastUpper: Position = [-130, 170]
const westLower: Position = [-480, 300]
const eastLower: Position = [-110, 290]

export const tonari: Picture = {
  lines: {
    outline: {
      closed: true,
      points: [
        ...[westUpper, [-440, 120], [-370, 80], [-290, 66], [-200, 84], [-150, 120], eastUpper, [-112, 230]],
        ...[
          eastLower,
          [-140, 350],
          [-210, 396],
          [-300, 410],
          [-390, 390],
          [-450, 350],
          westLower,
          [-492, 244],
        ],
      ],
    },
    'kita-naka': { points: [westUpper, [-380, 204], [-290, 182], [-200, 190], eastUpper] },
    'naka-minami': { points: [westLower, [-390, 282], [-300, 304], [-200, 286], eastLower] },
  },
  districts: [
    {
      code: 'kita',
      name: '北町',
      kana: 'きたまち',
      population: 11_200,
      households: 5_300,
      label: [-290, 130],
      border: [
        ['outline', westUpper, eastUpper],
        ['kita-naka', eastUpper, westUpper],
      ],
      neighbourhoods: [
        ['kita-1', '北町第一自治会', 'きたまちだいいちじちかい', 2_700],
        ['kita-2', '北町第二自治会', 'きたまちだいにじちかい'],
      ],
    },
    {
      code: 'naka',
      name: '中町',
      kana: 'なかまち',
      population: 14_600,
      households: 7_400,
      label: [-290, 243],
      border: [
        ['kita-naka', westUpper, eastUpper],
        ['outline', eastUpper, eastLower],
        ['naka-minami', eastLower, westLower],
        ['outline', westLower, westUpper],
      ],
      neighbourhoods: [
        ['naka-1', '中町第一自治会', 'なかまちだいいちじちかい', 3_900],
        ['naka-2', '中町第二自治会', 'なかまちだいにじちかい'],
      ],
    },
    {
      code: 'minami',
      name: '南町',
      kana: 'みなみまち',
      population: 9_800,
      households: 4_500,
      label: [-290, 350],
      border: [
        ['naka-minami', westLower, eastLower],
        ['outline', eastLower, westLower],
      ],
      neighbourhoods: [
        ['minami-1', '南町第一自治会', 'みなみまちだいいちじちかい', 2_300],
        ['minami-2', '南町第二自治会', 'みなみまちだいにじちかい'],
      ],
    },
  ],
  landmarks: [
    {
      kind: 'neighbour',
      code: 'tsunagu',
      name: 'つなぐ市',
      kana: 'つなぐし',
      label: [-40, 236],
      shape: [-40, 236],
    },
  ],
}
