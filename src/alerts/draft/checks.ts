import type { Facts, Finding } from '../schema.ts'
import { fieldLabels } from '../templates.ts'
import type { Check, CheckInput } from './check.ts'

/** Something is missing that people need in order to act. */
const missing: Check = {
  name: '足りない項目',
  run({ facts, needs, unknownDistricts }) {
    const findings: Finding[] = []
    const ends = facts.type === 'cancel' || facts.type === 'lift' // must always be possible, whatever became of the map
    if (!ends && !facts.wholeCity && facts.districts.length === 0 && !facts.place)
      findings.push({
        code: 'no_place',
        severity: 'stop',
        field: 'districts',
        message: '地域が選ばれていません。',
        mend: '地域を選ぶか「市内全域」にしてください。',
      })
    if (unknownDistricts.length > 0)
      findings.push({
        code: 'outside_city',
        severity: ends ? 'look' : 'stop',
        field: 'districts',
        message: '市の外の地域か、もうない地域が入っています。',
        mend: '市内の地域を選び直してください。',
      })
    if (ends) return findings
    for (const field of needs) {
      const value = facts[field as keyof Facts]
      if (Array.isArray(value) ? value.length > 0 : value) continue
      const label = fieldLabels[field as keyof Facts] ?? field
      findings.push({
        code: 'missing',
        severity: 'stop',
        field,
        message: `「${label}」が空です。`,
        mend: `「${label}」を書いてください。`,
      })
    }
    return findings
  },
}

const wordsOfDrill = /訓練|テスト|試験(?:放送|送信|配信)|ドリル/g
/** Sentences that say the opposite, or name a thing: they do not make a live text a drill. */
const harmless =
  /訓練では(?:ありません|ない)|テストでは(?:ありません|ない)|訓練(?:校|所|場|センター|施設|課)|先ほどの訓練/g

/** @returns the drill words left in a text once harmless phrases and the city's own names are taken out */
export function drillWordsIn(text: string, names: readonly string[]): string[] {
  const cleaned = names.reduce((rest, name) => rest.replaceAll(name, ''), text).replace(harmless, '')
  return cleaned.match(wordsOfDrill) ?? []
}

/** A drill that looks live, or a live alert that looks like a drill: 大津市 2014, 玄海町 2023, 山口市 2019. */
const drillOrLive: Check = {
  name: '訓練と本番',
  run({ facts, renditions, harmlessWords }) {
    if (facts.drill) {
      return renditions
        .filter(({ rendition }) => !`${rendition.title ?? ''}${rendition.text}`.includes('訓練'))
        .map(({ medium, label }) => ({
          code: 'drill_unmarked',
          severity: 'stop' as const,
          medium,
          message: `${label}の文に「訓練」がありません。`,
          mend: '文に【訓練】を入れてください。訓練は「訓練」の文字がないと出せません。',
        }))
    }
    const found = renditions.flatMap(({ label, rendition }) => {
      const words = drillWordsIn(`${rendition.title ?? ''}\n${rendition.text}`, harmlessWords)
      return words.length > 0 ? [`${label}「${words[0]}」`] : []
    })
    if (found.length > 0 && facts.type === 'alert')
      return [
        {
          code: 'live_with_drill_words',
          severity: 'confirm',
          message: `本番の配信に、訓練のことばがあります：${found.join('、')}。`,
          mend: '訓練なら「訓練として作る」に変えてください。本番なら、承認する人が「本番です」と書いて確かめます。',
          phrase: '本番です',
        },
      ]
    return [{ code: 'no_drill_words', severity: 'good', message: '「訓練」の文字はありません' }]
  },
}

/** The same words again within the city's window: 神奈川県 2022, one warning up to 20 times. */
const duplicate: Check = {
  name: '同じ文',
  run({ facts, renditions, recent }) {
    const mine = new Set(
      renditions.map(({ rendition }) => rendition.text.replace(/\d+月\d+日\s*\d+時\d+分/g, '').trim()),
    )
    const same = recent.find(
      (earlier) =>
        earlier.drill === facts.drill &&
        mine.has(earlier.text.replace(/\d+月\d+日\s*\d+時\d+分/g, '').trim()),
    )
    if (!same) return [{ code: 'not_repeated', severity: 'good', message: '同じ文は出ていません' }]
    return [
      {
        code: 'duplicate',
        severity: 'confirm',
        message:
          same.minutesAgo < 0
            ? `同じ文が${-same.minutesAgo}分後に出る予約になっています（${same.headline}）。`
            : `同じ文を${same.minutesAgo}分前に出しています（${same.headline}）。`,
        mend: 'もう一度出すときは、承認する人が「もう一度出します」と書いて確かめます。',
        phrase: 'もう一度出します',
      },
    ]
  },
}

const times: Check = {
  name: '時刻',
  run({ now, scheduledAt, validUntil, quiet, hour, facts }) {
    const findings: Finding[] = []
    const start = scheduledAt ?? now
    if (validUntil <= start)
      findings.push({
        code: 'valid_until_past',
        severity: 'stop',
        field: 'validUntil',
        message: '有効期限が、出す時刻より前です。',
        mend: '有効期限をあとの時刻にしてください。',
      })
    if (scheduledAt && scheduledAt <= now)
      findings.push({
        code: 'schedule_past',
        severity: 'stop',
        field: 'scheduledAt',
        message: '出す時刻が過ぎています。',
        mend: '時刻を選び直すか「承認したらすぐ」にしてください。',
      })
    if (scheduledAt && facts.drill)
      findings.push({
        code: 'drill_scheduled',
        severity: 'look',
        field: 'scheduledAt',
        message: '予約された訓練です。取りやめるときは予約の一覧から消してください。',
      })
    if (quiet)
      findings.push({
        code: 'quiet_hours',
        severity: 'confirm',
        message: `${hour}時台は、この種類の配信を控える時間です。`,
        mend: '朝に予約するか、承認する人が「いま出します」と書いて確かめます。',
        phrase: 'いま出します',
      })
    return findings
  },
}

const mediaReady: Check = {
  name: '媒体',
  run({ media, unknownMedia, facts, demo, plannedDrillMedia }) {
    const findings: Finding[] = unknownMedia.map((name) => ({
      code: 'medium_unknown',
      severity: 'stop',
      medium: name,
      field: 'media',
      message: `「${name}」という媒体はありません。`,
      mend: 'この媒体を外してください。',
    }))
    if (media.length === 0)
      findings.push({
        code: 'no_medium',
        severity: 'stop',
        field: 'media',
        message: '出す媒体がありません。',
        mend: '媒体を一つ以上選んでください。',
      })
    for (const medium of media) {
      if (!medium.allowed)
        findings.push({
          code: 'medium_not_for_kind',
          severity: 'stop',
          medium: medium.name,
          message: `${medium.label}は、この種類の配信に使えません。`,
          mend: 'この媒体を外してください。',
        })
      if (medium.off)
        findings.push({
          code: 'medium_off',
          severity: 'look',
          medium: medium.name,
          message: `${medium.label}：${medium.off}`,
          mend: '設定を直すか、原稿を手で届けてください。',
        })
      if (facts.drill && medium.drillNeedsPlan && !demo && !plannedDrillMedia.includes(medium.name))
        findings.push({
          code: 'drill_without_plan',
          severity: 'stop',
          medium: medium.name,
          message: `${medium.label}の訓練は、承認された今日の計画がありません。`,
          mend: '訓練計画を作り、別の人の承認を受けるか、この媒体を外してください。',
        })
      if (medium.correction === 'impossible')
        findings.push({
          code: 'cannot_correct',
          severity: 'look',
          medium: medium.name,
          message: `${medium.label}は、出したあと直せません。`,
        })
    }
    if (media.length > 0 && media.every((medium) => medium.off))
      findings.push({
        code: 'all_media_off',
        severity: 'stop',
        field: 'media',
        message: '出せる媒体が一つもありません。',
        mend: '設定の「媒体」を確かめてください。',
      })
    return findings
  },
}

/** A correction, cancel or lifting must fit what it follows: two people may have corrected the same message at once. */
const follows: Check = {
  name: 'もとの配信',
  run({ facts, chain: { ended, newer, leftOut } }) {
    if (facts.type === 'alert') return []
    if (ended)
      return [
        {
          code: 'already_ended',
          severity: 'stop',
          message: `もとの配信は、もう${ended === 'cancel' ? '取り消されて' : '解除されて'}います。`,
          mend: 'この下書きは使わず、必要なら新しい配信を作ってください。',
        },
      ]
    const findings: Finding[] = []
    if (newer.length > 0 && facts.type === 'update')
      findings.push({
        code: 'corrected_meanwhile',
        severity: 'confirm',
        message: `この下書きのあとに、第${newer.map((one) => one.number).join('・')}号の訂正が出ています（${newer.at(-1)?.headline}）。`,
        mend: 'その訂正の内容が消えないか確かめ、承認する人が「あとから直します」と書いて確かめます。',
        phrase: 'あとから直します',
      })
    if (leftOut.length > 0)
      findings.push({
        code: 'medium_left_out',
        severity: 'confirm',
        field: 'media',
        message: `もとの配信を出した${leftOut.join('、')}が、外れています。前の文がそのまま残ります。`,
        mend: '媒体に加えるか、承認する人が「前の文を残します」と書いて確かめます。',
        phrase: '前の文を残します',
      })
    return findings
  },
}

const perMedium: Check = {
  name: '媒体ごとの文',
  run: ({ renditions }: CheckInput) =>
    renditions.flatMap(({ medium, findings }) => findings.map((finding) => ({ ...finding, medium }))),
}

export const checks: readonly Check[] = [
  missing,
  drillOrLive,
  follows,
  perMedium,
  mediaReady,
  times,
  duplicate,
]
