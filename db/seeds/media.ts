import type { Kysely } from 'kysely'
import type { Media } from '#alerts/index.ts'
import { inCity, type Outer } from '#platform/database/city.ts'
import { firstChoice, type Post } from '#post/index.ts'

/** How the media of the demonstration are set up: everything that reaches the town. */
const settings: Record<string, Record<string, unknown>> = {
  'city-site': { phone: '災害対策本部 000-000-0000' },
  email: {
    fromAddress: 'anzen@tsunagu.example',
    fromName: 'つなぐ市 安全安心メール',
    mailDomain: 'tsunagu.example',
    seedAddresses: 'seed+1@tsunagu.example',
    tls: 'none',
  },
}

/** Switches on what has never been set; what somebody set on a screen stays as it is. */
export async function seedMedia(
  db: Kysely<Outer>,
  media: Media,
  cityId: string,
  more: Record<string, Record<string, unknown>> = {},
): Promise<void> {
  await inCity(db, cityId, async (tx) => {
    const known = await tx.selectFrom('medium_setting').select('medium').distinct().execute()
    for (const [name, values] of Object.entries({ ...settings, ...more })) {
      if (known.some((row) => row.medium === name) || !media.all.some((medium) => medium.name === name))
        continue
      await media.set(tx, name, true, values, null)
    }
  })
}

/** People of the town who take 安全安心メール already; the others of the town may join by 空メール. */
const residents = [
  'aoi@docomo.example',
  'ken@au.example',
  'hana@softbank.example',
  'yuki@gmail.example',
  'sora@icloud.example',
  'mei@yahoo.example',
]

/** Takes the first residents into the address book, once. */
export async function seedResidents(post: Post, cityId: string): Promise<void> {
  const people = residents.map((address) => ({
    address,
    choice: address.startsWith('mei@') ? { ...firstChoice, language: 'ja-easy' as const } : firstChoice,
  }))
  await post.book.importActive(cityId, people)
}
