import type { Page } from '#design/index.ts'
import { loginPages } from './login-pages.ts'

/** The browser's door to cities: settings, and how people log in. */
export const pages: readonly Page[] = [
  ...loginPages,
  {
    path: '/settings',
    title: { ja: '市の設定', en: 'City settings' },
    load: () => import('./CitySettings.tsx').then((file) => file.CitySettings),
  },
  {
    path: '/settings/districts',
    title: { ja: '地区と地図', en: 'Districts and map' },
    load: () => import('./Districts.tsx').then((file) => file.Districts),
  },
  {
    path: '/settings/cities',
    title: { ja: '都市を開く', en: 'Open a city' },
    roles: ['platform-admin'],
    load: () => import('./OpenCity.tsx').then((file) => file.OpenCity),
  },
]
