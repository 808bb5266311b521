import { useRouter } from '@tanstack/react-router'
import { Menu, useLocale, useMessages } from '#design/index.ts'
import { useLogout } from './session.ts'
import { frameMessages } from './words.ts'

/** Who is logged in: one's own settings, the language, and the way out. `onLeave`: the page is about to change. */
export function UserMenu({ user, onLeave }: { user: { name: string }; onLeave?: () => void }) {
  const words = useMessages(frameMessages)
  const { locale, setLocale } = useLocale()
  const logout = useLogout()
  const router = useRouter()
  const acts = {
    account: () => {
      onLeave?.()
      void router.navigate({ href: '/console/account' })
    },
    language: () => setLocale(locale === 'ja' ? 'en' : 'ja'),
    logout: () => void logout(),
  }
  return (
    <Menu
      label={words.you(user.name)}
      buttonClass="flex min-h-10 w-full items-center gap-1.5 py-1 pr-2 pl-4 text-left text-ink2 ring-inside hover:bg-soft"
      items={[
        { id: 'account', label: words.account },
        { id: 'language', label: locale === 'ja' ? words.english : words.japanese },
        { id: 'logout', label: words.logout },
      ]}
      onAction={(act) => acts[act]()}
    >
      <span className="truncate">{familyName(user.name)}</span>
      <span
        aria-hidden="true"
        className="shrink-0 border-[4px] border-t-0 border-transparent border-b-[5px] border-b-current"
      />
    </Menu>
  )
}

/** The side navigation has room for the family name; the whole one is said aloud. */
const familyName = (name: string) => name.split(/[\s\u3000]/)[0] ?? name
