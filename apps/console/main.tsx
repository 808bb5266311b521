import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { I18nProvider, RouterProvider as LinkProvider } from 'react-aria-components'
import { createRoot } from 'react-dom/client'
import { ApiError, LocaleProvider, ToastProvider, useLocale } from '#design/index.ts'
import './console.css'
import { makeRouter } from './routes.tsx'
import { isSignedOut } from './session.ts'
import { keepTitle } from './title.ts'

void import('#design/fonts.ts') // after the first paint: the system's own Japanese type stands until then

const queries = new QueryClient({
  queryCache: new QueryCache({ onError: toLogin }),
  mutationCache: new MutationCache({ onError: toLogin }),
  defaultOptions: {
    queries: {
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status >= 400),
      staleTime: 5000,
    },
    mutations: { retry: false },
  },
})

const router = makeRouter(queries)
keepTitle(router, queries)

/** Nobody is logged in: asks, and comes back to this page. */
function toLogin(error: Error): void {
  const here = router.state.location
  if (!isSignedOut(error) || here.pathname.endsWith('/login')) return
  void router.navigate({ href: `/console/login?next=${encodeURIComponent(here.href)}` })
}

function Console() {
  const { locale } = useLocale()
  return (
    <I18nProvider locale={locale === 'ja' ? 'ja-JP' : 'en-GB'}>
      <LinkProvider
        navigate={(path) => void router.navigate({ href: path })}
        useHref={(path) => (path.startsWith('/') ? `/console${path === '/' ? '/' : path}` : path)}
      >
        <ToastProvider>
          <RouterProvider router={router} />
        </ToastProvider>
      </LinkProvider>
    </I18nProvider>
  )
}

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <LocaleProvider>
      <QueryClientProvider client={queries}>
        <Console />
      </QueryClientProvider>
    </LocaleProvider>
  </StrictMode>,
)
