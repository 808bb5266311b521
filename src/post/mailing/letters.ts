import type { LetterName, MailLanguage } from '../schema.ts'

/** The words of letters and of the lines under every mail. Japanese for people; links on lines of their own, so that every phone finds them. */

export interface Links {
  confirm: string
  change: string
  leave: string
}

const ruler = '――――――――――'

/** Under every alert. */
export function foot(
  cityName: string,
  links: Pick<Links, 'change' | 'leave'>,
  language: MailLanguage,
): string {
  if (language === 'ja-easy')
    return [
      ruler,
      `${cityName} 安全安心メール`,
      'メールの 内容を かえる：',
      links.change,
      'メールを やめる：',
      links.leave,
      'この メールに 返事を しても とどきません。',
    ].join('\n')
  return [
    ruler,
    `${cityName} 安全安心メール`,
    '受け取る内容や地域を変える：',
    links.change,
    '配信をやめる：',
    links.leave,
    'このメールに返信しても届きません。',
  ].join('\n')
}

/** @returns subject and text; a letter has no lines under it but the sender's name */
export function letterText(
  letter: LetterName,
  cityName: string,
  links: Links,
): { subject: string; text: string; foot: string } {
  const end = [ruler, `${cityName} 安全安心メール`, 'このメールに返信しても届きません。'].join('\n')
  if (letter === 'confirm')
    return {
      subject: `【${cityName}】安全安心メールの登録を続けてください`,
      text: [
        `${cityName} 安全安心メールへの登録を受け付けました。`,
        'まだ登録は終わっていません。',
        '',
        '24時間以内に次のページを開き、「登録する」を押してください。',
        links.confirm,
        '',
        '心当たりがないときは、何もしないでください。登録されません。',
      ].join('\n'),
      foot: end,
    }
  if (letter === 'already')
    return {
      subject: `【${cityName}】安全安心メールは登録ずみです`,
      text: [
        'このアドレスは、すでに登録されています。',
        '',
        '受け取る内容や地域を変えるとき：',
        links.change,
        '',
        '配信をやめるとき：',
        links.leave,
      ].join('\n'),
      foot: end,
    }
  return {
    subject: `【${cityName}】安全安心メールの配信をやめるには`,
    text: [
      '次のページを開き、「配信をやめる」を押してください。',
      links.leave,
      '',
      'やめないときは、何もしないでください。配信は続きます。',
    ].join('\n'),
    foot: end,
  }
}
