import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router'
import { Busy, type Page } from '#design/index.ts'
import { Broken, Missing } from './Broken.tsx'
import { Frame } from './Frame.tsx'
import { pages } from './pages.ts'

/** All components in all states. Not linked from anywhere; its code is loaded only when it is opened. */
const gallery: Page = {
  path: '/_parts',
  title: { ja: '部品', en: 'Parts' },
  load: () => import('./parts/Parts.tsx').then((file) => file.Parts),
  frame: false,
}

/** Makes the router from the list of pages. `queries` is cleared of nothing here; it only travels in the context. */
export function makeRouter(queries: QueryClient, list: readonly Page[] = [...pages, gallery]) {
  const root = createRootRoute({ component: Outlet, notFoundComponent: Missing, errorComponent: Broken })
  const frame = createRoute({ getParentRoute: () => root, id: 'frame', component: Frame })
  const routeOf = (page: Page) =>
    createRoute({
      getParentRoute: () => (page.frame === false ? root : frame),
      path: page.path,
      component: lazyRouteComponent(async () => ({ default: await page.load() })),
      pendingComponent: Busy,
      errorComponent: Broken,
      staticData: { title: page.title },
    })
  const framed = list.filter((page) => page.frame !== false).map(routeOf)
  const alone = list.filter((page) => page.frame === false).map(routeOf)
  const rest = createRoute({ getParentRoute: () => frame, path: '$', component: Missing })
  const routeTree = root.addChildren([...alone, frame.addChildren([...framed, rest])])
  return createRouter({
    routeTree,
    basepath: '/console',
    context: { queries },
    defaultPreload: false,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    title?: Page['title']
  }
}
