import { useQuery } from '@tanstack/react-query'
import { Busy, useMessages } from '#design/index.ts'
import { accountWords } from './login-account-words.ts'
import { meQuery } from './login-calls.ts'
import { OwnApp } from './login-OwnApp.tsx'
import { OwnPasskeys } from './login-OwnPasskeys.tsx'
import { OwnPassword } from './login-OwnPassword.tsx'
import { OwnSessions } from './login-OwnSessions.tsx'
import { Part } from './login-Part.tsx'
import { Unread } from './login-Unread.tsx'

/** 自分の設定: who one is registered as, password, second factors, and where one is logged in. */
export function Account() {
  const words = useMessages(accountWords)
  const me = useQuery(meQuery)
  if (me.isPending) return <Busy />
  if (!me.data) return <Unread error={me.error} onRetry={() => void me.refetch()} />
  const { user, secondFactor } = me.data
  return (
    <div className="flex flex-col gap-8 px-4 py-6 tablet:px-10 tablet:py-8">
      <h1 className="text-title font-bold">{words.title}</h1>
      <div className="grid max-w-[1080px] gap-8 min-[1100px]:grid-cols-2">
        <Part title={words.who} note={words.whoNote}>
          <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
            <dt className="text-ink2">{words.name}</dt>
            <dd>{user.name}</dd>
            <dt className="text-ink2">{words.section}</dt>
            <dd>{user.section || '–'}</dd>
            <dt className="text-ink2">{words.email}</dt>
            <dd className="break-all">{user.email}</dd>
          </dl>
        </Part>
        <OwnPassword />
        <OwnApp enrolled={secondFactor.totp} />
        <OwnPasskeys />
        <OwnSessions />
      </div>
    </div>
  )
}
