import { describe, expect, test } from 'vitest'
import { CANCEL, change, EVACUATION, read } from './evacuation.fixture.ts'
import { type CapRule, RULES } from './finding.ts'

type Edit = [from: string, to: string]
interface Case {
  rule: CapRule
  path: string
  from?: string
  edits: Edit[]
}
const fault = (rule: CapRule, path: string, ...edits: Edit[]): Case => ({ rule, path, edits })
const INFO = '/alert/info[1]'
const AREA = `${INFO}/area[1]`
const POLYGON = `${AREA}/polygon[1]`
const RING = EVACUATION.slice(EVACUATION.indexOf('<polygon>') + 9, EVACUATION.indexOf('</polygon>'))
const ring = (points: string): Edit => [RING, points]
const REFERENCE = 'bousai@city.tsunagu.example,jp.example.tsunagu.2026-11-23.0001,2026-11-23T09:00:00+09:00'
const cancel = (rule: CapRule, path: string, ...edits: Edit[]): Case => ({ rule, path, edits, from: CANCEL })
const SIGNATURE = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature></alert>'

const SCHEMA: Case[] = [
  fault('XML_VERSION', '', ['version="1.0"', 'version="1.1"']),
  fault('DOCTYPE_FORBIDDEN', '', ['<alert', '<!DOCTYPE alert [<!ENTITY a "b">]><alert']),
  fault('ENTITY_FORBIDDEN', '', ['氾濫危険水位', '&nbsp;']),
  fault('ENTITY_FORBIDDEN', '', ['氾濫危険水位', '&constructor;']),
  fault('NOT_WELL_FORMED', '', ['</area>', '</zone>']),
  fault('FORBIDDEN_CHARACTER', '', ['氾濫', '\u0001']),
  fault('TOO_DEEP', '', ['<note>', `<note>${'<a>'.repeat(50)}`]),
  fault('NOT_CAP', '', ['<alert', '<feed'], ['</alert>', '</feed>']),
  fault('WRONG_VERSION', '/alert', ['cap:1.2', 'cap:1.1']),
  fault('WRONG_NAMESPACE', '/alert', ['urn:oasis:names:tc:emergency:cap:1.2', 'urn:example']),
  fault(
    'XSD_ORDER',
    '/alert/scope',
    ['<scope>Public</scope>', ''],
    ['<status>', '<scope>Public</scope><status>'],
  ),
  fault('XSD_MISSING', '/alert/scope', ['<scope>Public</scope>', '']),
  fault('XSD_MISSING', `${INFO}/category`, ['<category>Met</category>\n    <category>Safety</category>', '']),
  fault('XSD_MISSING', `${INFO}/parameter[1]/value`, ['<value>結川</value>', '']),
  fault('DUPLICATE_ELEMENT', '/alert/status', ['<status>', '<status>Test</status><status>']),
  fault('XSD_UNKNOWN_ELEMENT', '/alert/password', ['<scope>', '<password/><scope>']),
  fault('XSD_UNKNOWN_ELEMENT', `${INFO}/event/b`, ['>避難指示<', '>避難<b/>指示<']),
  fault('XSD_UNKNOWN_ATTRIBUTE', '/alert/note', ['<note>', '<note lang="ja">']),
  fault('XSD_TEXT', INFO, ['<info>', '<info>文']),
  fault('XSD_ENUM', '/alert/status', ['>Actual<', '>actual<']),
  fault('XSD_ENUM', '/alert/scope', ['>Public<', '>\n Public <']),
  fault('XSD_TYPE', '/alert/sent', ['09:00:00+09:00</sent>', '09:00:00Z</sent>']),
  fault('XSD_TYPE', '/alert/sent', ['09:00:00+09:00</sent>', '09:00:00,09:00</sent>']),
  fault('XSD_TYPE', '/alert/sent', ['09:00:00+09:00</sent>', '09:00:00.5+09:00</sent>']),
  fault('XSD_TYPE', `${INFO}/expires`, ['2026-11-23T21', '2026-02-30T21']),
  fault('XSD_TYPE', `${AREA}/ceiling`, ['300.5', '3e2']),
  fault('INVALID_LANGUAGE', `${INFO}/language`, ['>ja<', '>ja_JP<']),
  fault('INVALID_RESOURCE_SIZE', `${INFO}/resource[1]/size`, ['>6<', '>-6<']),
  fault('EMPTY_REQUIRED_ELEMENT', `${INFO}/event`, ['>避難指示<', '> <']),
  fault('EMPTY_ELEMENT', '/alert/source', ['>つなぐ市 防災課<', '><']),
  fault('SIGNATURE_NOT_VERIFIED', '/alert/Signature', ['</alert>', SIGNATURE]),
  fault('XSD_ORDER', '/alert/Signature', ['<info>', `${SIGNATURE.replace('</alert>', '')}<info>`]),
]

const ENVELOPE: Case[] = [
  fault('INVALID_IDENTIFIER', '/alert/identifier', ['.0001<', ' 0001<']),
  fault('INVALID_SENDER', '/alert/sender', ['bousai@', 'bousai,']),
  fault('RESTRICTION_SCOPE_MISMATCH', '/alert/restriction', [
    '</scope>',
    '</scope><restriction>内部</restriction>',
  ]),
  fault('RESTRICTION_SCOPE_MISMATCH', '/alert/restriction', ['>Public<', '>Restricted<']),
  fault('ADDRESSES_SCOPE_MISMATCH', '/alert/addresses', ['>Public<', '>Private<']),
  fault('ADDRESSES_NOT_PRIVATE', '/alert/addresses', ['</scope>', '</scope><addresses>a b</addresses>']),
  fault('INVALID_ADDRESSES', '/alert/addresses', ['</scope>', '</scope><addresses>"a b</addresses>']),
  fault('INVALID_INCIDENTS', '/alert/incidents', ['大雨"', '大雨']),
  fault('UTC_OFFSET', '/alert/sent', ['09:00:00+09:00</sent>', '00:00:00+00:00</sent>']),
  fault('MISSING_NOTE', '/alert/note', ['>Actual<', '>Exercise<'], ['<note>結川の水位上昇</note>', '']),
  fault('UNEXPECTED_REFERENCES', '/alert/references', [
    '</note>',
    `</note><references>a,b,${REFERENCE.slice(-25)}</references>`,
  ]),
  fault('MISSING_REFERENCES', '/alert/references', ['>Alert<', '>Update<']),
  cancel('INVALID_REFERENCES', '/alert/references', [REFERENCE, ' ']),
  cancel('INVALID_REFERENCES', '/alert/references', [REFERENCE, REFERENCE.replace('+09:00', 'Z')]),
  cancel('DUPLICATE_REFERENCE', '/alert/references', [REFERENCE, `${REFERENCE}\n${REFERENCE}`]),
  cancel('CIRCULAR_REFERENCE', '/alert/references', ['.0001,', '.0002,']),
  cancel('POSTDATED_REFERENCE', '/alert/references', ['.0001,2026-11-23T09', '.0001,2026-11-23T19']),
]

const BLOCKS: Case[] = [
  fault('EXPIRES_BEFORE_EFFECTIVE', `${INFO}/expires`, ['23T21', '23T08']),
  fault(
    'EXPIRES_BEFORE_SENT',
    `${INFO}/expires`,
    ['<effective>2026-11-23T09:00:00+09:00</effective>', ''],
    ['23T21', '23T08'],
  ),
  fault('ONSET_AFTER_EXPIRES', `${INFO}/onset`, ['<onset>2026-11-23T10', '<onset>2026-11-24T10']),
  fault('LANGUAGE_MISSING', `${INFO}/language`, ['<language>ja</language>', '']),
  fault('UNKNOWN_LANGUAGE', `${INFO}/language`, ['>ja<', '>jp<']),
  fault('SAME_TEXT_DIFFERENT_LANGUAGE', '/alert/info[2]/event', ['Evacuation order', '避難指示']),
  fault('TEXT_CONTAINS_HTML', `${INFO}/description`, ['結川の水位が', '結川&lt;br/>']),
  fault('INVALID_WEB', `${INFO}/web`, ['https://city.tsunagu.example/saigai', 'saigai.html']),
  fault('INVALID_WEB', `${INFO}/web`, ['https://city.tsunagu.example/saigai', 'javascript:alert(1)']),
  fault('INVALID_MIME_TYPE', `${INFO}/resource[1]/mimeType`, ['image/png', 'png']),
  fault('INVALID_URI', `${INFO}/resource[1]/uri`, ['map.png', 'the map.png']),
  fault('RELATIVE_URI_MISSING_DEREF_URI', `${INFO}/resource[1]/uri`, ['<derefUri>dHN1bmFn</derefUri>', '']),
  fault('INVALID_DEREF_URI', `${INFO}/resource[1]/derefUri`, ['dHN1bmFn', 'dHN1bmF']),
  fault('INVALID_DIGEST', `${INFO}/resource[1]/digest`, ['0824949c', 'xyz']),
  fault('DIGEST_MISMATCH', `${INFO}/resource[1]/digest`, ['0824949c', '1824949c']),
  fault('RESOURCE_SIZE_MISMATCH', `${INFO}/resource[1]/size`, ['>6<', '>7<']),
  fault('INVALID_AREA', `${AREA}/ceiling`, ['<altitude>0</altitude>', '']),
  fault('INVALID_ALTITUDE_CEILING_RANGE', `${AREA}/ceiling`, ['300.5', '-1']),
  fault('INVALID_CIRCLE', `${AREA}/circle[1]`, ['139.56 1.5', '139.56']),
  fault('INVALID_CIRCLE', `${AREA}/circle[1]`, ['139.56 1.5', '139.56 -1']),
  fault('INVALID_CIRCLE', `${AREA}/circle[1]`, ['35.69,139.56 1.5', '139.56,35.69 1.5']),
]

const SHAPES: Case[] = [
  fault('INVALID_POLYGON', POLYGON, ring('')),
  fault('INVALID_POLYGON', POLYGON, ring('1,1 1,2 1,1')),
  fault('INVALID_POLYGON', POLYGON, ring('1,1 1,2 2,2 2,1')),
  fault('INVALID_POLYGON', POLYGON, ring('1,1 1,2 2,2, 1,1')),
  fault('INVALID_POLYGON', POLYGON, ring('139,35 139,36 140,36 139,35')),
  fault('INVALID_POLYGON', POLYGON, ring('1,1 1,2 1,3 1,1')),
  fault('INVALID_POLYGON', `${INFO}/area[2]/polygon[2]`, [
    '35.64,139.55</polygon>',
    '35.64,139.56</polygon>',
  ]),
  fault('INVALID_POLYGON_SELF_INTERSECTION', POLYGON, ring('0,0 2,2 2,0 0,3 0,0')),
  fault('POLYGON_TOUCHES_ITSELF', POLYGON, ring('0,0 0,4 4,4 4,2 0,2 4,1 0,0')),
  fault('TOO_MANY_POLYGONS', '/alert', [
    '<circle>',
    `${'<polygon>1,1 1,2 2,2 1,1</polygon>'.repeat(1_000)}<circle>`,
  ]),
  fault('TOO_MANY_POINTS', '/alert', ring('1,1 '.repeat(50_001))),
]

const PRACTICE: Case[] = [
  fault('NO_INFO', '/alert/info', [
    EVACUATION.slice(EVACUATION.indexOf('<info>'), EVACUATION.indexOf('</alert>')),
    '',
  ]),
  fault('NO_EXPIRES', `${INFO}/expires`, ['<expires>2026-11-23T21:00:00+09:00</expires>', '']),
  fault('NO_AREA', '/alert/info[2]/area', [
    EVACUATION.slice(EVACUATION.lastIndexOf('<area>'), EVACUATION.lastIndexOf('</info>')),
    '',
  ]),
  fault('AREA_WITHOUT_PLACE', '/alert/info[2]/area[1]', [
    EVACUATION.slice(EVACUATION.lastIndexOf('<geocode>'), EVACUATION.lastIndexOf('</area>')),
    '',
  ]),
  fault('INFO_CATEGORY_DIFFERS', '/alert/info[2]/category', [
    '<category>Met</category>\n    <category>Safety',
    '<category>Safety',
  ]),
  fault('INFO_EVENT_CODE_DIFFERS', '/alert/info[2]/eventCode', ['<value>4</value>', '<value>5</value>']),
  fault('HEADLINE_TOO_LONG', `${INFO}/headline`, ['避難指示 川原', '長'.repeat(140)]),
  fault('HEADLINE_IS_DESCRIPTION', `${INFO}/description`, [
    '結川の水位が氾濫危険水位に達しました。',
    '警戒レベル4 避難指示 川原・下沢',
  ]),
  fault('INSTRUCTION_IN_DESCRIPTION', `${INFO}/instruction`, [
    '達しました。',
    '達しました。川原・下沢にいる人は、危険な場所から全員避難してください。',
  ]),
  fault('UNKNOWN_VALUE', `${INFO}/severity`, ['>Severe<', '>Unknown<']),
]

const CASES = [...SCHEMA, ...ENVELOPE, ...BLOCKS, ...SHAPES, ...PRACTICE]
const broken = ({ from, edits }: Case) =>
  read(edits.reduce((xml, edit) => change(xml, ...edit), from ?? EVACUATION))

describe('one fault in a good file', () => {
  test('the good files have no finding at all', () => {
    expect(read(EVACUATION).findings).toEqual([])
    expect(read(CANCEL).findings).toEqual([])
  })

  test.for(CASES)('is found as $rule at $path', (fault) => {
    const { valid, findings } = broken(fault)
    expect(findings.map((f) => `${f.rule} ${f.path}`)).toContain(`${fault.rule} ${fault.path}`)
    if (RULES[fault.rule] === 'error') expect(valid).toBe(false)
  })

  const ONE_ERROR_BRINGS_OTHERS = ['TOO_DEEP']
  test.for(CASES.filter((c) => !ONE_ERROR_BRINGS_OTHERS.includes(c.rule)))(
    'brings no error of another rule than $rule at $path',
    (fault) => {
      const others = broken(fault).findings.filter((f) => f.severity === 'error' && f.rule !== fault.rule)
      expect(others.map((f) => f.rule)).toEqual([])
    },
  )

  test('only a warning leaves the file valid, with its alert whole', () => {
    for (const fault of CASES.filter((c) => RULES[c.rule] === 'warning')) {
      const reading = broken(fault)
      expect([fault.rule, reading.valid]).toEqual([fault.rule, true])
      expect(reading.alert?.sender).toBe('bousai@city.tsunagu.example')
    }
  })

  test('every rule but those of size and encoding has its case here', () => {
    const elsewhere = [
      'TOO_LARGE',
      'ENCODING',
      'TOO_MANY_ELEMENTS',
      'TOO_MANY_FINDINGS',
      'POLYGON_TOO_COMPLEX',
    ]
    const covered = new Set<string>(CASES.map((c) => c.rule))
    expect(Object.keys(RULES).filter((rule) => !covered.has(rule))).toEqual(elsewhere)
  })
})

describe('what the standard allows', () => {
  const allowed: Record<string, Edit[]> = {
    'any prefix for the CAP namespace': [['xmlns="urn', 'xmlns:cap="urn']],
    'a schema location, which is not followed': [
      [
        '<alert ',
        '<alert xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x http://127.0.0.1:9/x.xsd" ',
      ],
    ],
    'character references and CDATA': [['氾濫危険水位', '&#x6c3e;<![CDATA[濫 < &]]>']],
    'a comment inside a text': [['氾濫危険水位', '氾濫<!-- 注 -->危険水位']],
    'a circle without radius, which is a point': [['139.56 1.5', '139.56 0.0']],
    'a plus sign and white space round a date': [
      ['>2026-11-23T21:00:00+09:00<', '>\n2026-11-23T21:00:00-14:00 <'],
      ['35.69,', '+35.69,'],
    ],
    'a polygon over the 180th meridian': [ring('10,179 10,-179 12,-179 12,179 10,179')],
    'restriction and addresses where the scope asks for them': [
      [
        '>Public</scope>',
        '>Restricted</scope><restriction>消防団</restriction><addresses>"消防団 第1分団" b</addresses>',
      ],
    ],
  }
  test.for(Object.entries(allowed))('%s', ([name, edits]) => {
    const xml = edits.reduce((text, edit) => change(text, ...edit), EVACUATION)
    const whole = name.startsWith('any prefix') ? xml.replaceAll(/<(\/?)(\w)/g, '<$1cap:$2') : xml
    expect(read(whole).findings).toEqual([])
  })

  test('what was read: all texts, lists and shapes, latitude before longitude', () => {
    const { alert } = read(EVACUATION)
    const info = alert?.info[0]
    expect(alert?.incidents).toEqual(['結川', '令和8年11月 大雨'])
    expect(info?.category).toEqual(['Met', 'Safety'])
    expect(info?.area.map((area) => area.polygon.map((p) => p.length))).toEqual([[5], [5, 5]])
    expect(info?.area[0]?.polygon[0]?.[0]).toEqual({ lat: 35.68, lon: 139.55 })
    expect(info?.area[0]?.circle).toEqual([{ lat: 35.69, lon: 139.56, radiusKm: 1.5 }])
    expect(alert?.info.map((i) => i.language)).toEqual(['ja', 'en'])
    expect(alert?.sent).toBe('2026-11-23T09:00:00+09:00')
    expect(read(CANCEL).alert?.references).toEqual([
      { sender: alert?.sender, identifier: alert?.identifier, sent: alert?.sent },
    ])
  })
})
