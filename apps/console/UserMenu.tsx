import { Menu, useLocale, useMessages } from '#design/index.ts'
import { useLogout } from './session.ts'
import { frameMessages } from './words.ts'

/** Who is logged in; the language, and the way out. */
export function UserMenu({ user }: { user: { name: string } }) {
  const words = useMessages(frameMessages)
  const { locale, setLocale } = useLocale()
  const logout = useLogout()
  return (
    <Menu
      label={words.you(user.name)}
      buttonClass="flex min-h-10 w-full items-center gap-1.5 py-1 pr-2 pl-4 text-left text-ink2 ring-inside hover:bg-soft"
      items={[
        { id: 'language', label: locale === 'ja' ? words.english : words.japanese },
        { id: 'logout', label: words.logout },
      ]}
      onAction={(act) => (act === 'language' ? setLocale(locale === 'ja' ? 'en' : 'ja') : void logout())}
    >
      <span className="truncate">{user.name}</span>
      <span
        aria-hidden="true"
        className="shrink-0 border-[4px] border-t-0 border-transparent border-b-[5px] border-b-current"
      />
    </Menu>
  )
}
