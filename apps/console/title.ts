import type { QueryClient } from '@tanstack/react-query'
import { currentLocale } from '#design/index.ts'
import { type FrameFacts, frameQuery } from './frame.ts'
import type { makeRouter } from './routes.tsx'

/** Keeps the tab's words true: 「【訓練】状況 – つなぐ市」. */
export function keepTitle(router: ReturnType<typeof makeRouter>, queries: QueryClient): void {
  const renew = () => {
    const facts = queries.getQueryData<FrameFacts>(frameQuery.queryKey)
    const page = router.state.matches.at(-1)?.staticData.title?.[currentLocale()]
    document.title = titleOf(page, facts)
  }
  router.subscribe('onResolved', renew)
  queries.getQueryCache().subscribe((event) => {
    if (event.query.queryKey[0] === 'frame') renew()
  })
}

/** The words of the tab: 訓練 first, then the page, then the city. */
export function titleOf(
  page: string | undefined,
  facts: Pick<FrameFacts, 'city' | 'drill'> | undefined,
): string {
  const place = [page, facts?.city.name ?? 'つなぐ'].filter(Boolean).join(' – ')
  return facts?.drill ? `【訓練】${place}` : place
}
