import type { Page } from '#design/index.ts'

/** 記録: the browser's door to the log. */
export const pages: readonly Page[] = [
  {
    path: '/audit',
    title: { ja: '記録', en: 'Records' },
    load: () => import('./Audit.tsx').then((file) => file.Audit),
  },
]
