import { pages as alertsPages } from '#alerts/ui/index.ts'
import { pages as citiesPages } from '#cities/ui/index.ts'
import type { Page } from '#design/index.ts'
import { pages as auditPages } from '#platform/audit/ui/index.ts'

/**
 * Every page of the console. A module adds one line: `...alertsPages` from `#alerts/ui/index.ts`.
 * A page that is not listed does not exist; the gallery of components is added by `routes.tsx` when asked for.
 */
export const pages: readonly Page[] = [...alertsPages, ...auditPages, ...citiesPages]
