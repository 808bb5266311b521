import type { Page } from '#design/index.ts'
import { watchingPages } from './watching-pages.ts'

/** ③ The browser's door to alerts: its pages, each loaded when first opened. */

const compose = () => import('./Compose.tsx').then((file) => file.Compose)
const approve = () => import('./Approve.tsx').then((file) => file.Approve)

export const pages: readonly Page[] = [
  { path: '/alerts/new', title: { ja: '配信を作る', en: 'New alert' }, load: compose },
  { path: '/alerts/drafts/$draftId', title: { ja: '下書き', en: 'Draft' }, load: compose },
  { path: '/alerts/drafts/$draftId/approve', title: { ja: '承認', en: 'Approval' }, load: approve },
  ...watchingPages,
]
