import type { Polygon } from 'geojson'
import type { Connector, Language, MessageFacts, Order } from '#alerts/medium.ts'
import { type MessageType, messageTypes, type TemplateId, templateIds } from '#alerts/schema.ts'
import { newId } from '#platform/clock.ts'

/**
 * Hand-written messages of つなぐ市 for tests of media: ten templates × live and drill × 発信, 訂正, 取消, 解除.
 * No fact holds the word 訓練, so that whatever carries it got it from the medium.
 */

const square = (lon: number, lat: number): Polygon => ({
  type: 'Polygon',
  coordinates: [
    [
      [lon, lat],
      [lon + 0.02, lat],
      [lon + 0.02, lat + 0.02],
      [lon, lat + 0.02],
      [lon, lat],
    ],
  ],
})

/** Two districts side by side on the river, and the city around them. */
export const kawara = {
  id: '0195a0c4-0000-7000-8000-0000000000a1',
  name: '川原',
  boundary: square(139.55, 35.68),
}
export const shimosawa = {
  id: '0195a0c4-0000-7000-8000-0000000000a2',
  name: '下沢',
  boundary: square(139.57, 35.68),
}
export const wholeCity = {
  id: '0195a0c4-0000-7000-8000-0000000000a0',
  name: 'つなぐ市',
  boundary: square(139.56, 35.69),
}

type Words = Partial<MessageFacts> & Pick<MessageFacts, 'what'>

/** What differs from template to template. */
const words: Record<TemplateId, Words> = {
  'elderly-evacuation': {
    what: '高齢者等避難',
    level: 3,
    kind: 'emergency',
    hazard: 'flood',
    reason: '結川の水位が上がっています。',
    action: '高齢の方、障害のある方と、その支援をする方は、危険な場所から避難してください。',
    shelters: ['第一小', '市民体育館'],
  },
  'evacuation-order': {
    what: '避難指示',
    level: 4,
    kind: 'emergency',
    hazard: 'flood',
    reason: '結川が氾濫危険水位4.20mを超え、堤防からあふれるおそれがあります。',
    action: '危険な場所から全員避難してください。外へ出るのが危険なときは、2階以上へ移ってください。',
    shelters: ['第一小', '川原中', '下沢小', '市民体育館'],
    nextReview: '19時ごろ',
  },
  'emergency-safety': {
    what: '緊急安全確保',
    level: 5,
    kind: 'emergency',
    hazard: 'flood',
    reason: '結川の堤防から水があふれました。',
    action: '命の危険が迫っています。いまいる場所より高く、少しでも安全な場所へ、直ちに移ってください。',
  },
  'all-clear': {
    what: '避難情報の解除',
    kind: 'emergency',
    hazard: 'flood',
    reason: '結川の水位が下がりました。',
    action: '自宅へ戻るときは、冠水した道や川の近くを避けてください。',
  },
  'shelter-open': {
    what: '避難所の開設',
    kind: 'important',
    action: '避難するときは、飲み物、薬、タオルを持ってお越しください。',
    shelters: ['第一小', '市民体育館'],
  },
  'water-outage': {
    what: '断水',
    kind: 'important',
    hazard: 'water',
    reason: '水道管が壊れたため、水が出ません。',
    action: '給水所へは、ふたのできる入れ物をお持ちください。',
    when: '11月23日 9時から17時ごろまで',
  },
  'missing-person': {
    what: '迷い人のお知らせ',
    kind: 'important',
    hazard: 'person',
    reason: '81歳の女性が、午前10時ごろから行方がわかりません。紺色の上着、白い帽子です。',
    action: '見かけた方は、つなぐ警察署へお知らせください。',
    place: '川原3丁目付近',
  },
  fire: {
    what: '火災の発生',
    kind: 'important',
    hazard: 'fire',
    action: '付近の方は、火と煙に注意し、消防車の通り道をあけてください。',
    place: '下沢1丁目付近',
  },
  event: {
    what: '催しのお知らせ',
    kind: 'notice',
    action: '市民体育館で、健康まつりを開きます。申し込みはいりません。',
    when: '11月29日 10時から15時まで',
  },
  broadcast: {
    what: '市からのお知らせ',
    kind: 'notice',
    action: '水道料金の口座振替日が、11月30日に変わります。',
  },
}

/** 18:42:40.125 in Japan. */
export const approvedAt = '2026-11-22T18:42:40.125+09:00'
const laterBy: Record<MessageType, string> = {
  alert: approvedAt,
  update: '2026-11-22T19:05:12.250+09:00',
  cancel: '2026-11-22T19:05:12.250+09:00',
  lift: '2026-11-22T21:30:00.500+09:00',
}

/** The facts of one message; `over` changes single ones. */
export function factsOf(
  template: TemplateId,
  type: MessageType = 'alert',
  drill = false,
  over: Partial<MessageFacts> = {},
): MessageFacts {
  const said = words[template]
  return {
    level: null,
    kind: 'notice',
    hazard: 'other',
    place: '',
    reason: '',
    action: '',
    shelters: [],
    when: '',
    nextReview: '',
    districts: [kawara.id, shimosawa.id],
    wholeCity: false,
    contact: '災害対策本部 0000-12-3456',
    correctionReason: type === 'update' || type === 'cancel' ? '対象の地域に誤りがありました。' : '',
    validUntil: '2026-11-24T18:42:00+09:00',
    type,
    drill,
    template,
    cityName: 'つなぐ市',
    districtWord: '住区',
    districtNames: ['川原', '下沢'],
    districtKana: ['かわはら', 'しもさわ'],
    population: 46_180,
    households: 22_280,
    earlierWhat: type === 'alert' ? '' : said.what,
    earlierAt: type === 'alert' ? '' : '18時42分',
    issuedAt: laterBy[type],
    authorSection: '防災課',
    ...said,
    ...over,
  }
}

/** Every fixture message with a name for its test. */
export const fixtureMessages: { name: string; facts: MessageFacts }[] = templateIds.flatMap((template) =>
  [false, true].flatMap((drill) =>
    messageTypes.map((type) => ({
      name: `${template} ${type}${drill ? ' drill' : ''}`,
      facts: factsOf(template, type, drill),
    })),
  ),
)

/** The order that dispatch would hand out for a message: every language rendered, two districts, 48 hours. */
export function orderOf(
  connector: Pick<Connector, 'render'>,
  facts: MessageFacts,
  over: Partial<Order> = {},
): Order {
  const languages: Language[] = ['ja', 'ja-easy']
  return {
    dispatchId: newId(),
    messageId: newId(),
    act: facts.type,
    drill: facts.drill,
    areas: facts.wholeCity ? [wholeCity] : [kawara, shimosawa],
    municipalityCode: '990001',
    approvedAt: new Date(facts.issuedAt),
    validUntil: new Date(facts.validUntil),
    facts,
    renditions: languages.map((language) => ({ language, rendition: connector.render(facts, language) })),
    assets: [],
    earlier: [],
    ...over,
  }
}

/** The order that corrects, cancels or lifts `first` (and whatever `first` itself spoke about). */
export function laterOrderOf(
  connector: Pick<Connector, 'render'>,
  first: Order,
  reference: string | null,
  type: Exclude<MessageType, 'alert'>,
  over: Partial<MessageFacts> = {},
): Order {
  const facts = factsOf(first.facts.template, type, first.drill, over)
  const { dispatchId, messageId, approvedAt: at } = first
  return orderOf(connector, facts, {
    earlier: [...first.earlier, { dispatchId, messageId, approvedAt: at, reference }],
  })
}
