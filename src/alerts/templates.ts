import type { Facts, Hazard, Kind, TemplateId } from './schema.ts'

/** A start for a person in a hurry: the words of the law or of the city's habit, with gaps for what differs. */
export interface Template {
  id: TemplateId
  label: string
  kind: Kind
  level: number | null
  hazard: Hazard
  what: string
  reason: string
  action: string
  /** What the person must fill before it may go: names of fields of the facts. */
  needs: readonly (keyof Facts)[]
  /** May two people sign it for 緊急発信? */
  signable: boolean
}

const template = (id: TemplateId, label: string, kind: Kind, rest: Partial<Template>): Template => ({
  id,
  label,
  kind,
  level: null,
  hazard: 'other',
  what: label,
  reason: '',
  action: '',
  needs: [],
  signable: false,
  ...rest,
})

/** In the order of the compose screen. Words of levels 3–5: 避難情報に関するガイドライン (内閣府, 2021-05). */
export const templates: readonly Template[] = [
  template('elderly-evacuation', '高齢者等避難', 'emergency', {
    level: 3,
    hazard: 'flood',
    action:
      '高齢の方、障害のある方、避難に時間のかかる方とその支援をする方は、危険な場所から避難してください。それ以外の方も、避難の準備をしてください。',
    needs: ['reason', 'action'],
    signable: true,
  }),
  template('evacuation-order', '避難指示', 'emergency', {
    level: 4,
    hazard: 'flood',
    action:
      '危険な場所から全員避難してください。外へ出るのが危険なときは、川から離れた2階以上の部屋に移ってください。',
    needs: ['reason', 'action'],
    signable: true,
  }),
  template('emergency-safety', '緊急安全確保', 'emergency', {
    level: 5,
    hazard: 'flood',
    action: '命の危険が迫っています。いまいる場所より高く、少しでも安全な場所へ、直ちに移ってください。',
    needs: ['reason', 'action'],
    signable: true,
  }),
  template('all-clear', '避難情報の解除', 'emergency', {
    hazard: 'flood',
    what: '避難情報の解除',
    action: '自宅へ戻るときは、冠水した道や川の近くを避けてください。',
    needs: ['reason'],
  }),
  template('shelter-open', '避難所開設', 'important', {
    what: '避難所の開設',
    action: '避難するときは、飲み物、薬、タオルを持ってお越しください。',
    needs: ['shelters'],
  }),
  template('water-outage', '断水', 'important', {
    hazard: 'water',
    action: '給水所へは、ふたのできる入れ物をお持ちください。',
    needs: ['reason', 'when', 'contact'],
  }),
  template('missing-person', '迷い人', 'important', {
    hazard: 'person',
    what: '迷い人のお知らせ',
    action: '見かけた方は、つなぐ警察署へお知らせください。',
    needs: ['reason', 'contact'],
  }),
  template('fire', '火災', 'important', {
    hazard: 'fire',
    what: '火災の発生',
    action: '付近の方は、火と煙に注意し、消防車の通り道をあけてください。',
    needs: ['place'],
  }),
  template('event', 'イベント', 'notice', { what: '催しのお知らせ', needs: ['when', 'action'] }),
  template('broadcast', '定時放送', 'notice', { what: '市からのお知らせ', needs: ['action'] }),
]

export function templateOf(id: TemplateId): Template {
  const found = templates.find((candidate) => candidate.id === id)
  if (!found) throw new Error(`no template ${id}`)
  return found
}

/** Names of the fields, as a person sees them. */
export const fieldLabels: Partial<Record<keyof Facts, string>> = {
  what: '件名',
  districts: '地域',
  place: '場所',
  reason: '理由',
  action: 'してほしいこと',
  shelters: '避難所',
  when: '日時',
  contact: '問い合わせ',
  validUntil: '有効期限',
  correctionReason: '訂正の内容',
}
