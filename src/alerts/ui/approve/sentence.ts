import { formatDate, formatNumber, formatTime, type Locale } from '#design/index.ts'
import type { ApprovalPage } from '../api.ts'
import { typeNouns } from '../messages.ts'

type Facts = Pick<ApprovalPage, 'place' | 'population' | 'going'> & {
  draft: Pick<ApprovalPage['draft'], 'what' | 'type' | 'drill' | 'scheduledAt'>
}

/** What will happen, in pieces so that the page can break its lines between them. */
export interface Sentence {
  /** 「いま」 or 「11月23日（月）」. */
  day: string
  /** 「18時42分」; a phone leaves it to the clock above, unless it is a booked hour. */
  hour: string
  booked: boolean
  /** 「川原・下沢の 46,180人に、」 */
  whom: string
  /** 「「避難指示」を 12の媒体で知らせます。」 */
  what: string
}

/** 「2つ」 up to nine, then 「12」: both stand before 「の媒体」. */
const counted = (count: number) => (count < 10 ? `${count}つ` : String(count))

/** 18:42 → 「18時42分」. */
const hourWords = (moment: string | Date) => formatTime(moment).replace(/^0?(\d+):(\d+)$/, '$1時$2分')

/**
 * The largest words of the approval page: when, whom, what, by how many media.
 *
 * @param now  the city's time; the sentence moves with it
 */
export function sentence(page: Facts, now: Date, locale: Locale): Sentence {
  const { draft, place, population, going } = page
  const booked = draft.scheduledAt !== null
  const at = draft.scheduledAt ?? now
  const noun = typeNouns[locale][draft.type]
  if (locale === 'en')
    return {
      day: booked ? `On ${formatDate(at, 'en')}` : 'Now',
      hour: booked ? `at ${formatTime(at)}` : `(${formatTime(at)})`,
      booked,
      whom: population > 0 ? `${formatNumber(population)} people in ${place}` : `people in ${place}`,
      what: `will be told${draft.drill ? ' in a drill' : ''}: ${noun ? `${noun} of ` : ''}${draft.what}, by ${going} media.`,
    }
  return {
    day: `${draft.drill ? '【訓練】' : ''}${booked ? formatDate(at) : 'いま'}`,
    hour: hourWords(at),
    booked,
    whom: population > 0 ? `${place}の ${formatNumber(population)}人に` : `${place}のみなさんに`,
    what: `「${draft.what}」${noun ? `の${noun}` : ''}を ${counted(going)}の媒体で知らせます。`,
  }
}
