import type { Page } from '#design/index.ts'

/** Logging in, one's own account, staff and API keys. */
export const loginPages: readonly Page[] = [
  {
    path: '/login',
    title: { ja: 'ログイン', en: 'Log in' },
    load: () => import('./Login.tsx').then((file) => file.Login),
    frame: false,
  },
  {
    path: '/password',
    title: { ja: 'パスワードを決める', en: 'Set your password' },
    load: () => import('./login-SetPassword.tsx').then((file) => file.SetPassword),
    frame: false,
  },
  {
    path: '/account',
    title: { ja: '自分の設定', en: 'My account' },
    load: () => import('./Account.tsx').then((file) => file.Account),
  },
  {
    path: '/settings/staff',
    title: { ja: '職員と権限', en: 'Staff and roles' },
    roles: ['admin', 'auditor'],
    load: () => import('./Staff.tsx').then((file) => file.Staff),
  },
  {
    path: '/settings/keys',
    title: { ja: 'APIキー', en: 'API keys' },
    roles: ['admin'],
    load: () => import('./ApiKeys.tsx').then((file) => file.ApiKeys),
  },
]
