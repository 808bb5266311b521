import { bodyLines, type Finding, headline, type MessageFacts, type Rendition } from '#alerts/medium.ts'
import type { Topic } from '#post/schema.ts'

/** Subject and text of 安全安心メール, from the facts alone. */

/** One text of one message: 【訓練】 and 【訂正】 come first in the subject, since a phone shows its beginning alone. */
export function render(facts: MessageFacts, language: 'ja' | 'ja-easy'): Rendition {
  return { title: headline(facts), text: bodyLines(facts, language).join('\n') }
}

/** Phones of old show 全角 60 of a subject; a text that takes longer than a minute to read is not read in the rain. */
const longestSubject = 60
const longestText = 1_500

/** What a mail must not be, and what a person should look at. */
export function check({ title = '', text }: Rendition, facts: MessageFacts): Finding[] {
  const findings: Finding[] = []
  const stop = (code: string, field: string, message: string, mend: string) =>
    findings.push({ code, severity: 'stop', field, message, mend })
  if (!title.trim()) stop('title_empty', 'title', '件名が空です。', '件名を書いてください。')
  if (!text.trim()) stop('text_empty', 'text', '本文が空です。', '本文を書いてください。')
  const [subjectLength, textLength] = [[...title].length, [...text].length]
  if (subjectLength > longestSubject)
    stop(
      'too_long',
      'title',
      `件名が長すぎます（${subjectLength}/${longestSubject}字）。`,
      '短くしてください。',
    )
  if (textLength > longestText)
    stop('too_long', 'text', `本文が長すぎます（${textLength}/${longestText}字）。`, '短くしてください。')
  if (findings.length > 0) return findings
  if (garbles.test(title + text))
    findings.push({
      code: 'odd_characters',
      severity: 'look',
      message: '古い携帯電話で化けることのある文字があります（①、Ⅱ、㈱、絵文字など）。',
      mend: '「1」「2」「（株）」のように書きかえると安心です。',
    })
  else findings.push({ code: 'fits', severity: 'good', message: changeWords(facts) })
  return findings
}

/** NEC and IBM extension characters and pictographs: not in JIS X 0208, which the oldest phones know. */
const garbles = /[①-⑳Ⅰ-Ⅹⅰ-ⅹ㈱㈲㈹㊤-㊨㌀-㍗㎎㎏㎜-㎡㏄㏍℡№∮∑∟⊿\p{Extended_Pictographic}]/u

function changeWords(facts: MessageFacts): string {
  if (facts.type === 'update') return '件名に【訂正】を付け、前のメールと同じ並びに届きます'
  if (facts.type === 'cancel') return '件名に【取消】を付け、前のメールと同じ並びに届きます'
  if (facts.type === 'lift') return '件名に【解除】を付け、前のメールと同じ並びに届きます'
  return '件名と本文の長さに問題はありません'
}

/** What people chose decides who gets it: 緊急 belongs to 避難・災害 whatever its template; a drill goes to those who take drills. */
export function topicsOf(facts: Pick<MessageFacts, 'template' | 'kind' | 'drill'>): Topic[] {
  if (facts.drill) return ['drill']
  const topic = (
    {
      'elderly-evacuation': 'disaster',
      'evacuation-order': 'disaster',
      'emergency-safety': 'disaster',
      'all-clear': 'disaster',
      'shelter-open': 'disaster',
      'water-outage': 'life',
      'missing-person': 'safety',
      fire: 'disaster',
      event: 'notice',
      broadcast: 'notice',
    } as const
  )[facts.template]
  return facts.kind === 'emergency' && topic !== 'disaster' ? ['disaster', topic] : [topic]
}

export const urgencyOf = (facts: Pick<MessageFacts, 'kind'>): 0 | 1 | 2 =>
  facts.kind === 'emergency' ? 0 : facts.kind === 'important' ? 1 : 2
