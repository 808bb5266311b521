import { z } from 'zod'

/** Shapes of post, shared with the browser. */

/** What a person may choose to be told about. 訓練 is a topic: who leaves it out gets no drill. */
export const topics = ['disaster', 'weather', 'safety', 'life', 'notice', 'drill'] as const
export type Topic = (typeof topics)[number]

export const mailLanguages = ['ja', 'ja-easy'] as const
export type MailLanguage = (typeof mailLanguages)[number]

export const subscriberStates = ['pending', 'active', 'suppressed', 'left'] as const
export type SubscriberState = (typeof subscriberStates)[number]

/** queued → sending → accepted; or deferred → … ; or bounced, failed; suppressed: the person must not be written to; withdrawn: overtaken by a newer text. */
export const deliveryStates = [
  'queued',
  'sending',
  'accepted',
  'deferred',
  'bounced',
  'failed',
  'suppressed',
  'withdrawn',
] as const
export type DeliveryState = (typeof deliveryStates)[number]

const text = z.object({ subject: z.string().min(1).max(200), text: z.string().min(1).max(20_000) })

/** Letters that the city writes to one person who asked. */
export const letters = ['confirm', 'already', 'leave'] as const
export type LetterName = (typeof letters)[number]

/** What a mailing says: a text a language, or the name of a letter. Stored, so that a retry hours later says the same. */
export const wordsSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('alert'),
    texts: z.partialRecord(z.enum(mailLanguages), text).refine((all) => all.ja, 'Japanese is always there'),
    /** alerts' id of the message: readers (and the town) tell alerts apart by it. */
    messageId: z.string(),
    approvedAt: z.iso.datetime({ offset: true }),
  }),
  z.object({
    kind: z.literal('letter'),
    letter: z.enum(letters),
    /** The mail that this one answers, for In-Reply-To. */
    answers: z.string().max(900).optional(),
  }),
])
export type Words = z.infer<typeof wordsSchema>

const lines = (pattern: RegExp, message: string) =>
  z
    .string()
    .default('')
    .refine(
      (all) =>
        all
          .split('\n')
          .map((line) => line.trim())
          .every((line) => line === '' || pattern.test(line)),
      message,
    )

/** Settings of 安全安心メール, one city's. Drawn as a form. */
export const mailSettings = z
  .object({
    relayHost: z
      .string()
      .trim()
      .default('')
      .meta({ title: '中継サーバー', description: '空欄にすると、相手のメールサーバーへ直接送ります' }),
    relayPort: z.coerce.number().int().min(1).max(65535).default(25).meta({ title: '中継サーバーのポート' }),
    relayUser: z.string().default('').meta({ title: '中継サーバーの利用者名', description: 'なければ空欄' }),
    relayPassword: z.string().default('').meta({ title: '中継サーバーのパスワード', secret: true }),
    tls: z.enum(['opportunistic', 'required', 'implicit', 'none']).default('opportunistic').meta({
      title: '暗号化（TLS）',
      description: 'opportunistic：使えるとき使う／required：必ず／implicit：465番／none：使わない',
    }),
    fromAddress: z.email('メールアドレスの形で入れてください').meta({
      title: '差出人アドレス',
      description: '変えないでください。受信許可に使われます',
    }),
    fromName: z.string().trim().min(1).max(60).meta({ title: '差出人の名前' }),
    mailDomain: z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^(?=.{4,80}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, 'ドメインの形で入れてください')
      .meta({
        title: '受信用ドメイン',
        description: '空メールと不達の知らせを受け取るドメイン（MX をこの市へ向ける）',
      }),
    seedAddresses: lines(/^[^\s<>@]+@[^\s<>@]+$/, '1行に1つ、メールアドレスを入れてください').meta({
      title: '見本の受信箱',
      description: '届いたかを市が自分で確かめるためのアドレス。1行に1つ',
      multiline: true,
    }),
    lanes: lines(/^[a-z0-9.-]+\s+\d{1,3}$/i, '「docomo.ne.jp 10」の形で、1行に1つ入れてください').meta({
      title: 'ドメインごとの同時接続数',
      description: '例：docomo.ne.jp 10',
      multiline: true,
    }),
    hardBounces: z.coerce
      .number()
      .int()
      .min(1)
      .max(10)
      .default(2)
      .meta({ title: '配信を止めるまでの不達の回数', description: '宛先がないと言われた回数' }),
    ed25519: z
      .boolean()
      .default(false)
      .meta({ title: 'Ed25519 の署名も付ける', description: 'RSA の署名は必ず付きます' }),
  })
  .refine((all) => domainsAlign(all.fromAddress, all.mailDomain), {
    path: ['mailDomain'],
    message: '差出人アドレスのドメインと同じか、その下のドメインにしてください（DMARC のため）',
  })
export type MailSettings = z.infer<typeof mailSettings>

/** DMARC's relaxed alignment (RFC 7489 §3.1): bounces must come back to a domain at or below that of From. */
function domainsAlign(fromAddress: string, mailDomain: string): boolean {
  const from = fromAddress.slice(fromAddress.lastIndexOf('@') + 1).toLowerCase()
  return mailDomain === from || mailDomain.endsWith(`.${from}`)
}

/** What a person chose on the page. */
export interface Choice {
  topics: Topic[]
  /** District ids; empty = the whole city. */
  districts: string[]
  language: MailLanguage
}
