import { z } from 'zod'

const isWebAddress = (text: string) => text === '' || (/^https?:\/\//.test(text) && URL.canParse(text))
const webAddress = (title: string, description: string) =>
  z
    .string()
    .trim()
    .max(200)
    .refine(isWebAddress, 'https:// から始まるアドレスを書いてください')
    .default('')
    .meta({ title, description })

/** CAP 1.2 §3.2.1: no space, comma, `<` or `&`. */
const capName = /^[^\s,<&]+$/

/** What a city sets. All may stay empty: the pages then stand under the address of the system. */
export const settings = z.object({
  address: webAddress(
    '公開アドレス',
    '専用の名前（https://kinkyu.example.jp/ など）で公開するときに書きます。空なら、この仕組みのアドレスの下に公開します。',
  ),
  homepage: webAddress('市のホームページ', 'ページの下に「市のホームページ」として載せます。'),
  phone: z
    .string()
    .trim()
    .max(120)
    .default('')
    .meta({ title: '問い合わせ先', description: '例：災害対策本部 0000-12-3456。ページの下に載せます。' }),
  capSender: z
    .string()
    .trim()
    .max(200)
    .refine((text) => text === '' || capName.test(text), '空白・コンマ・< ・& は使えません')
    .default('')
    .meta({
      title: 'CAP の発信者名',
      description: '例：bousai@city.example.jp。出した警報への参照に入るため、あとで変えないでください。',
    }),
  hub: webAddress('WebSub ハブ', '更新を購読者へすぐ知らせる中継所。使わなければ空のままにします。'),
})
export type SiteSettings = z.infer<typeof settings>

/** Everything that the pages say about the city itself; kept as `site.json` beside the notices, so that they can be rebuilt without a database. */
export interface Site {
  slug: string
  cityName: string
  /** Where residents find the front page; absolute, ends in `/`. */
  base: string
  homepage: string
  phone: string
  capSender: string
  hub: string
}

export function siteOf(chosen: SiteSettings, city: { slug: string; name: string; publicUrl: string }): Site {
  const base = chosen.address || `${city.publicUrl}/c/${city.slug}/`
  return {
    slug: city.slug,
    cityName: city.name,
    base: base.endsWith('/') ? base : `${base}/`,
    homepage: chosen.homepage,
    phone: chosen.phone,
    capSender: chosen.capSender || `${city.slug}@${new URL(base).hostname}`,
    hub: chosen.hub,
  }
}
