import type { Note } from './finding.ts'
import type { PartialCapAlert, PartialCapInfo } from './schema.ts'

const TYPES_WITH_CONTENT = ['Alert', 'Update']

/**
 * What large aggregators ask for beyond the standard: warnings only.
 *
 * @see the CAP profile of Google Public Alerts
 */
export function checkPractice(alert: PartialCapAlert, note: Note): void {
  const carriesContent = TYPES_WITH_CONTENT.includes(alert.msgType ?? '')
  if (carriesContent && alert.info.length === 0)
    note('NO_INFO', '/alert/info', '<info> がありません。何が起きて何をすべきかが伝わりません。')
  for (const [i, info] of alert.info.entries()) {
    const path = `/alert/info[${i + 1}]`
    checkWords(info, path, note)
    if (carriesContent) checkReachable(info, path, note)
    const first = alert.info[0]
    if (first && keyOf(info.category) !== keyOf(first.category))
      note(
        'INFO_CATEGORY_DIFFERS',
        `${path}/category`,
        '<category> が最初の <info> と違います。同じ警報なら揃えてください。',
      )
    if (first && eventCodes(info) !== eventCodes(first))
      note(
        'INFO_EVENT_CODE_DIFFERS',
        `${path}/eventCode`,
        '<eventCode> が最初の <info> と違います。同じ警報なら揃えてください。',
      )
  }
}

const keyOf = (values: string[]) => values.toSorted().join(' ')
const eventCodes = (info: PartialCapInfo) =>
  keyOf(info.eventCode.map((code) => `${code.valueName}=${code.value}`))

function checkWords(info: PartialCapInfo, path: string, note: Note): void {
  const { headline, description, instruction } = info
  if (headline !== undefined && [...headline].length >= 140)
    note('HEADLINE_TOO_LONG', `${path}/headline`, '<headline> は 140 字未満にしてください。')
  if (headline !== undefined && headline === description)
    note('HEADLINE_IS_DESCRIPTION', `${path}/description`, '<description> が <headline> と同じ文です。')
  if (instruction !== undefined && description?.includes(instruction) && [...instruction].length >= 10)
    note(
      'INSTRUCTION_IN_DESCRIPTION',
      `${path}/instruction`,
      '<instruction> の文が <description> にもあります。行動は <instruction> だけに書いてください。',
    )
  for (const name of ['urgency', 'severity', 'certainty'] as const)
    if (info[name] === 'Unknown')
      note('UNKNOWN_VALUE', `${path}/${name}`, `<${name}> が Unknown です。わかる範囲で値を選んでください。`)
}

function checkReachable(info: PartialCapInfo, path: string, note: Note): void {
  if (info.expires === undefined)
    note('NO_EXPIRES', `${path}/expires`, '<expires> がありません。いつまで有効かを書いてください。')
  if (info.area.length === 0)
    note('NO_AREA', `${path}/area`, '<area> がありません。対象の地域を書いてください。')
  for (const [i, area] of info.area.entries())
    if (area.polygon.length + area.circle.length + area.geocode.length === 0)
      note(
        'AREA_WITHOUT_PLACE',
        `${path}/area[${i + 1}]`,
        '地図にできる場所がありません。<polygon>・<circle>・<geocode> のどれかを加えてください。',
      )
}
