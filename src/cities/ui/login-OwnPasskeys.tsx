import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, Button, Dialog, formatDate, TextField, useLocale, useMessages } from '#design/index.ts'
import { accountWords, stepUpWords } from './login-account-words.ts'
import { addPasskey, hasPasskeys, meQuery, type Proof } from './login-calls.ts'
import { Fault } from './login-Fault.tsx'
import { Part } from './login-Part.tsx'
import { StepUpDialog } from './login-StepUpDialog.tsx'

interface Passkey {
  id: string
  name: string | null
  createdAt: string | null
}

const passkeysQuery = {
  queryKey: ['me', 'passkeys'],
  queryFn: () => api.get<Passkey[]>('/api/auth/passkey/list-user-passkeys'),
}

type Asked = { act: 'add' } | { act: 'remove'; passkey: Passkey }

/** The passkeys of the account: added and removed with a proof of the present second factor. */
export function OwnPasskeys() {
  const words = useMessages(accountWords)
  const { locale } = useLocale()
  const passkeys = useQuery(passkeysQuery)
  const [asked, setAsked] = useState<Asked | null>(null)
  return (
    <Part title={words.passkeyTitle} note={words.passkeyNote}>
      <Fault error={passkeys.error} />
      {passkeys.data?.length === 0 ? <p>{words.passkeyNone}</p> : null}
      <ul className="divide-y divide-line">
        {passkeys.data?.map((passkey) => (
          <li key={passkey.id} className="flex min-h-12 flex-wrap items-center justify-between gap-3">
            <span>
              <b>{passkey.name ?? words.passkeyTitle}</b>{' '}
              <span className="text-note text-ink2">
                {passkey.createdAt
                  ? words.passkeySince(formatDate(passkey.createdAt, locale, { year: true }))
                  : ''}
              </span>
            </span>
            <Button size={32} tone="danger" onPress={() => setAsked({ act: 'remove', passkey })}>
              {words.remove}
            </Button>
          </li>
        ))}
      </ul>
      <div>
        {hasPasskeys() ? (
          <Button onPress={() => setAsked({ act: 'add' })}>{words.passkeyAdd}</Button>
        ) : (
          <p className="text-ink2">{words.passkeyCannot}</p>
        )}
      </div>
      {asked ? <PasskeyDialog asked={asked} onClose={() => setAsked(null)} /> : null}
    </Part>
  )
}

function PasskeyDialog({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const words = useMessages(accountWords)
  const queries = useQueryClient()
  const me = useQuery(meQuery).data
  const [name, setName] = useState('')
  const change = useMutation({
    mutationFn: async (proof: Proof | null) => {
      if (proof) await api.post('/api/auth/step-up', proof)
      if (asked.act === 'add') await addPasskey(name.trim() || words.passkeyTitle)
      else await api.post('/api/auth/passkey/delete-passkey', { id: asked.passkey.id })
      await queries.invalidateQueries({ queryKey: ['me'] })
      onClose()
    },
  })
  const adds = asked.act === 'add'
  const title = adds ? words.passkeyAdd : words.removeTitle(asked.passkey.name ?? words.passkeyTitle)
  const body = adds ? (
    <TextField label={words.passkeyName} value={name} onChange={setName} help={words.passkeyAddText} />
  ) : (
    <p>{words.removeText}</p>
  )
  const first = me && !me.secondFactor.totp && me.secondFactor.passkeys === 0
  if (first)
    return (
      <FirstKey title={title} busy={change.isPending} onAct={() => change.mutate(null)} onClose={onClose}>
        {body}
        <Fault error={change.error} />
      </FirstKey>
    )
  return (
    <StepUpDialog
      title={title}
      act={adds ? words.passkeyAdd : words.remove}
      busy={change.isPending}
      error={change.error}
      onProve={(proof) => change.mutate(proof)}
      onClose={onClose}
      mayUseBackup
    >
      {body}
    </StepUpDialog>
  )
}

interface FirstKeyProps {
  title: string
  busy: boolean
  onAct: () => void
  onClose: () => void
  children: React.ReactNode
}

/** Nothing to prove by yet. */
function FirstKey({ title, busy, onAct, onClose, children }: FirstKeyProps) {
  const words = useMessages(stepUpWords)
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button tone="quiet" size={48} onPress={onClose}>
            {words.back}
          </Button>
          <Button tone="primary" size={48} busy={busy} onPress={onAct}>
            {title}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  )
}
