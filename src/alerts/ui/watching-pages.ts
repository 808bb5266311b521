import type { Page } from '#design/index.ts'

const media = () => import('./MediaSettings.tsx').then((file) => file.MediaSettings)
const medium = () => import('./MediaSettingsForm.tsx').then((file) => file.MediaSettingsForm)
const emergency = () => import('./EmergencyTemplates.tsx').then((file) => file.EmergencyTemplates)

/** Roles that may read the settings of alerts; the same as `readers` of the routes. */
const readers = ['author', 'approver', 'admin', 'auditor', 'welfare', 'station', 'coordinator'] as const

/** The pages that watch what is out, and set up what it goes out on. */
export const watchingPages: readonly Page[] = [
  {
    path: '/',
    title: { ja: '状況', en: 'Situation' },
    load: () => import('./Situation.tsx').then((file) => file.Situation),
  },
  {
    path: '/alerts',
    title: { ja: '配信', en: 'Alerts' },
    load: () => import('./AlertList.tsx').then((file) => file.AlertList),
  },
  {
    path: '/alerts/$messageId',
    title: { ja: 'いま配信中', en: 'Live' },
    load: () => import('./Live.tsx').then((file) => file.Live),
  },
  {
    path: '/alerts/$messageId/print',
    title: { ja: '原稿', en: 'Words on paper' },
    load: () => import('./LiveSheet.tsx').then((file) => file.LiveSheet),
    frame: false,
  },
  { path: '/settings/media', title: { ja: '媒体の設定', en: 'Media' }, load: media, roles: readers },
  { path: '/settings/media/$name', title: { ja: '媒体の設定', en: 'Medium' }, load: medium },
  {
    path: '/settings/emergency',
    title: { ja: '緊急発信のひな形', en: 'Emergency templates' },
    load: emergency,
    roles: readers,
  },
  {
    path: '/settings/drill-plans',
    title: { ja: '訓練計画', en: 'Drill plans' },
    roles: readers,
    load: () => import('./DrillPlans.tsx').then((file) => file.DrillPlans),
  },
]
