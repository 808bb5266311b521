import { type CityView, type ReaderOptions, readCity } from './city.ts'

export interface Reader {
  /** Changes which cities are read, by slug; those already read go on undisturbed. */
  follow(slugs: string[]): void
  views(): CityView[]
  close(): Promise<void>
}

/** Reads cities as a resident or an aggregator would. */
export function startReader(options: ReaderOptions, slugs: string[]): Reader {
  const cities = new Map<string, ReturnType<typeof readCity>>()
  const leaving: Promise<void>[] = []
  const follow = (next: string[]) => {
    for (const slug of next) if (!cities.has(slug)) cities.set(slug, readCity(options, slug))
    for (const [slug, city] of cities) {
      if (next.includes(slug)) continue
      leaving.push(city.close())
      cities.delete(slug)
    }
    options.onChange()
  }
  follow(slugs)
  return {
    follow,
    views: () => [...cities.values()].map((city) => city.view),
    async close() {
      follow([])
      await Promise.all(leaving)
    },
  }
}
