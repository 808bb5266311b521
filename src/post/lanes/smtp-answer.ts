import type { LaneSign } from './breaker.ts'

/** How one attempt ended on the wire. */
export type WireEnd =
  | { kind: 'accepted'; reply: string }
  /** The far side answered with a 4xx or 5xx. */
  | { kind: 'answered'; at: 'greeting' | 'sender' | 'recipient' | 'text'; code: number; reply: string }
  /** The network or the far side failed; `left` says whether the whole message may have been taken. */
  | {
      kind: 'broken'
      cause: 'connect' | 'timeout' | 'closed' | 'nonsense' | 'no-domain' | 'dns' | 'tls' | 'auth'
      left: boolean
    }

/** What follows from it. */
export interface Verdict {
  /** `again`: retry lane · `bounced`: the address is at fault · `failed`: refused for good, the address is not at fault. */
  next: 'accepted' | 'again' | 'bounced' | 'failed'
  /** Of a bounce: hard ones stop the address after n; soft ones are counted. */
  hard: boolean
  lane: LaneSign
  /** RFC 3463, as far as it was said. */
  status: string
  /** For people: the live page and the list of bounces show it. */
  reason: string
}

type Answered = Extract<WireEnd, { kind: 'answered' }>

interface Rule {
  when: (code: number, status: string, reply: string) => boolean
  verdict: Omit<Verdict, 'status'>
}

const again = (lane: LaneSign, reason: string): Rule['verdict'] => ({
  next: 'again',
  hard: false,
  lane,
  reason,
})
const bounced = (hard: boolean, reason: string): Rule['verdict'] => ({
  next: 'bounced',
  hard,
  lane: 'neutral',
  reason,
})
const failed = (reason: string): Rule['verdict'] => ({ next: 'failed', hard: false, lane: 'neutral', reason })

const unknownUser =
  /user unknown|unknown user|no such (user|mailbox|recipient|address)|mailbox (unavailable|not found)|does not exist|invalid recipient|unknown (or illegal )?(alias|recipient)|recipient (address )?rejected|no mailbox/i
const blocked =
  /spam|block(ed)?|blacklist|blocklist|policy|reputation|denied|not allowed|unauthenticated|dmarc|spf|dkim/i
const full = /over ?quota|quota exceeded|mailbox (is )?full|insufficient (system )?storage/i

/** First match counts. Codes: RFC 5321 §4.2.3; enhanced status codes: RFC 3463 §3 and the IANA register. */
const rules: Rule[] = [
  {
    when: (_, s, r) => /^4\.2\.2/.test(s) || (/^4/.test(s) && full.test(r)),
    verdict: again('neutral', '受信箱がいっぱいです。あとで送り直します'),
  },
  {
    when: (code) => code === 421,
    verdict: again('fault', '相手のサーバーが受付を止めています。あとで送り直します'),
  },
  {
    when: (_, s) => /^4\.(7|4)\./.test(s),
    verdict: again('fault', '相手のサーバーに「今は受け取れない」と断られました。間をあけて送り直します'),
  },
  {
    when: (code, s) => code < 500 && (s === '' || /^4/.test(s)),
    verdict: again('fault', '相手のサーバーが一時的に受け取れません。間をあけて送り直します'),
  },
  { when: (_, s) => /^5\.1\.([01236]|10)$/.test(s), verdict: bounced(true, '宛先のアドレスがありません') },
  { when: (_, s) => /^5\.2\.1$/.test(s), verdict: bounced(true, '宛先の受信箱が使われていません') },
  {
    when: (_, s, r) => /^5\.2\.2$/.test(s) || (!/^5\.[17]/.test(s) && full.test(r)),
    verdict: bounced(false, '受信箱がいっぱいです'),
  },
  {
    when: (code, s) => /^5\.3\.4$/.test(s) || (code === 552 && s === ''),
    verdict: failed('大きすぎるとして断られました'),
  },
  {
    when: (_, s, r) => /^5\.7\./.test(s) || (s === '' && blocked.test(r)),
    verdict: failed('相手の受信設定や迷惑メール対策で断られました'),
  },
  {
    when: (_, s, r) => (s === '' || s === '5.0.0' || /^5\.[125]/.test(s)) && unknownUser.test(r),
    verdict: bounced(true, '宛先のアドレスがありません'),
  },
  {
    when: (code, s) => [550, 551, 553].includes(code) && s === '',
    verdict: bounced(true, '宛先のアドレスがありません'),
  },
  { when: (_, s) => /^5\.4\./.test(s), verdict: failed('相手のサーバーへ送る道がありません') },
  {
    when: (_, s) => /^5\.[56]\./.test(s),
    verdict: failed('メールの形を相手のサーバーが受け付けませんでした'),
  },
  { when: () => true, verdict: failed('相手のサーバーに断られました') },
]

const brokenWords: Record<Extract<WireEnd, { kind: 'broken' }>['cause'], string> = {
  connect: '相手のサーバーにつながりません',
  timeout: '相手のサーバーが時間内に答えません',
  closed: '相手のサーバーが途中で切りました',
  nonsense: '相手のサーバーの返事が読めません',
  'no-domain': '宛先のドメインがありません',
  dns: '宛先のサーバーを調べられません（DNS）',
  tls: '暗号化（TLS）がうまくいきません',
  auth: '中継サーバーにログインできません。設定を確かめてください',
}

/** The enhanced status code (RFC 2034 §4) right after the reply code, on whichever line; empty when none was given. */
export function statusOf(reply: string): string {
  return reply.match(/^[245]\d\d[ -]([245]\.\d{1,3}\.\d{1,3})\b/m)?.[1] ?? ''
}

/** A refusal before the recipient was named, or of the text, says nothing about the person, unless its status code does. */
const aboutThePerson = (at: Answered['at'], status: string): boolean =>
  at === 'recipient' || (at === 'text' && /^5\.[12]\./.test(status))

const elsewhere: Record<Answered['at'], Rule['verdict']> = {
  greeting: again('fault', '相手のサーバーがこの市からの接続を断っています。間をあけて送り直します'),
  sender: failed('差出人として断られました。差出人アドレスと SPF の設定を確かめてください'),
  recipient: failed('相手のサーバーに断られました'),
  text: failed('メールの内容を相手のサーバーが受け付けませんでした'),
}

/** The one place where an answer becomes a decision. */
export function judge(end: WireEnd): Verdict {
  if (end.kind === 'accepted')
    return { next: 'accepted', hard: false, lane: 'good', status: statusOf(end.reply), reason: '' }
  if (end.kind === 'broken') {
    if (end.cause === 'no-domain') return { ...bounced(true, brokenWords['no-domain']), status: '5.1.2' }
    const tail = end.left
      ? '。届いたかもしれないので、同じ番号（Message-ID）で送り直します'
      : end.cause === 'auth'
        ? ''
        : '。間をあけて送り直します'
    return { ...again('fault', brokenWords[end.cause] + tail), status: '' }
  }
  const status = statusOf(end.reply)
  if (end.code >= 500 && !aboutThePerson(end.at, status)) return { ...elsewhere[end.at], status }
  const rule = rules.find((one) => one.when(end.code, status, end.reply)) as Rule
  return { ...rule.verdict, status }
}
