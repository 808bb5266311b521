import { defineMessages, type Locale, type State } from '#design/index.ts'
import type { DispatchState, MessageType, Step } from '../schema.ts'
import type { LiveView } from './api.ts'

/** Words of the pages that watch: what became of a message and of each medium. */

export type Standing = LiveView['message']['standing']

export const standingWords: Record<Locale, Record<Standing, string>> = {
  ja: {
    live: '配信中',
    corrected: '訂正済み',
    cancelled: '取り消し済み',
    lifted: '解除済み',
    expired: '期限切れ',
  },
  en: {
    live: 'Live',
    corrected: 'Corrected',
    cancelled: 'Cancelled',
    lifted: 'Lifted',
    expired: 'Expired',
  },
}

/** Shape beside the word of where a message stands. */
export const standingMark: Record<Standing, State> = {
  live: 'go',
  corrected: 'wait',
  cancelled: 'wait',
  lifted: 'wait',
  expired: 'wait',
}

export const stepWords: Record<Locale, Partial<Record<Step, string>>> = {
  ja: { draft: '書きかけ', returned: '差し戻し', awaiting: '承認待ち' },
  en: { draft: 'Being written', returned: 'Returned', awaiting: 'Awaiting approval' },
}

/** 発信 / 訂正 / 取消 / 解除 as a noun standing alone. */
export const actWords: Record<Locale, Record<MessageType, string>> = {
  ja: { alert: '発信', update: '訂正', cancel: '取消', lift: '解除' },
  en: { alert: 'Alert', update: 'Correction', cancel: 'Cancellation', lift: 'Lifting' },
}

/** The word of one medium's state as the log of the dispatch writes it. */
export const stateWords: Record<Locale, Record<DispatchState, string>> = {
  ja: {
    queued: '順番待ち',
    waiting: '前の返事待ち',
    sending: '送っている',
    accepted: '受け付けた',
    visible: '見えた',
    retrying: 'やり直し中',
    unknown: '返事なし',
    rejected: '送れない',
    withdrawn: '取り下げた',
    stopped: '止めた',
    off: '使わない',
  },
  en: {
    queued: 'Queued',
    waiting: 'Waiting',
    sending: 'Sending',
    accepted: 'Accepted',
    visible: 'Seen',
    retrying: 'Trying again',
    unknown: 'No answer',
    rejected: 'Not sent',
    withdrawn: 'Withdrawn',
    stopped: 'Stopped',
    off: 'Not used',
  },
}

export const watchMessages = defineMessages({
  ja: {
    drillMark: '訓練',
    drillText: (text: string) => `【訓練】${text}`,
    titled: (what: string, place: string) => (place ? `${what}（${place}）` : what),
    people: (count: string) => `${count}人`,
    accepted: '受け付けた',
    visible: '見えた',
    of: (done: number, total: number) => `${done}/${total}`,
    makeAlert: '配信を作る',
    makeDrill: '訓練を作る',
    retry: 'もう一度ためす',
    back: 'やめる',
    close: '閉じる',
    open: '開く',
    stale: (time: string) => `${time} から新しくなっていません`,
    staleText: (why: string) => `${why}。最後に読めた様子を出したままにしています。`,
    code: '認証コード',
    codeHint: '認証アプリの6桁の数字',
    codeLeft: (left: number) => `コードがちがいます。あと${left}回で使えなくなります`,
    codeWrong: 'コードがちがいます。認証アプリの新しい数字を入れてください',
    codeUsed: 'このコードは使い終わりました。次の数字に変わるまで待ってください',
    codeLocked: (time: string) => `まちがいが続いたため、${time}まで使えません`,
    demoCode: (code: string) => `デモのコードは ${code} です`,
    demoCodeSoon: (code: string, seconds: number) => `デモのコードは ${code}（あと${seconds}秒で使えます）`,
    demoFill: 'このコードを入れる',
  },
  en: {
    drillMark: 'Drill',
    drillText: (text) => `[Drill] ${text}`,
    titled: (what, place) => (place ? `${what} (${place})` : what),
    people: (count) => `${count} people`,
    accepted: 'accepted',
    visible: 'seen',
    of: (done, total) => `${done}/${total}`,
    makeAlert: 'Make an alert',
    makeDrill: 'Make a drill',
    retry: 'Try again',
    back: 'Back',
    close: 'Close',
    open: 'Open',
    stale: (time) => `Not renewed since ${time}`,
    staleText: (why) => `${why}. The last state that could be read stays on screen.`,
    code: 'One-time code',
    codeHint: 'Six digits of your authenticator',
    codeLeft: (left) => `Wrong code. ${left} tries left before it is locked`,
    codeWrong: 'Wrong code. Enter the new digits of your authenticator',
    codeUsed: 'This code has been used. Wait for the next digits',
    codeLocked: (time) => `Locked until ${time} after too many mistakes`,
    demoCode: (code) => `The demo's code is ${code}`,
    demoCodeSoon: (code, seconds) => `The demo's code is ${code} (usable in ${seconds} s)`,
    demoFill: 'Fill in this code',
  },
})

type WatchWords = (typeof watchMessages)['ja']

/** 【訓練】避難指示（川原・下沢）. */
export function titleOf(words: WatchWords, alert: { what: string; place: string; drill: boolean }): string {
  const text = words.titled(alert.what, alert.place)
  return alert.drill ? words.drillText(text) : text
}
