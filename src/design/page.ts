import type { ComponentType } from 'react'
import type { Locale } from './i18n.ts'

/** A page that a module offers to a web app. `ui/index.ts` of the module exports a list of them as `pages`. */
export interface Page {
  /** Path within the app, with `$name` for what varies: `/alerts/$draftId`. Read it by `useParams({ strict: false })`. */
  path: string
  /** For the browser's tab. */
  title: Record<Locale, string>
  /** Loaded when first opened: `() => import('./Compose.tsx').then((file) => file.Compose)`. */
  load: () => Promise<ComponentType>
  /** Who may open it: any one of these roles. Everybody where none is named. The server decides in the end. */
  roles?: readonly string[]
  /** `false`: stands alone, without header and navigation (login). */
  frame?: boolean
}
