import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, Button, CodeField, TextField, useMessages } from '#design/index.ts'
import { enrolWords } from './login-account-words.ts'
import { BackupCodes } from './login-BackupCodes.tsx'
import { addPasskey, hasPasskeys } from './login-calls.ts'
import { Fault } from './login-Fault.tsx'
import { QrCode } from './login-QrCode.tsx'
import { Form } from './login-Sheet.tsx'

interface Begun {
  totpURI: string
  backupCodes: string[]
}

interface EnrolProps {
  /** Known on the way in; asked for when it is empty. */
  password?: string
  onDone: () => Promise<void> | void
  /** A passkey may be taken instead. */
  orPasskey?: boolean
}

/** The first second factor: scan, give the first code, keep the backup codes. */
export function Enrol({ password = '', onDone, orPasskey = true }: EnrolProps) {
  const words = useMessages(enrolWords)
  const [typed, setTyped] = useState('')
  const [enrolled, setEnrolled] = useState(false)
  const begin = useMutation({
    mutationFn: () => api.post<Begun>('/api/auth/two-factor/enable', { password: password || typed }),
  })
  const passkey = useMutation({
    mutationFn: async () => {
      await addPasskey(words.passkeyName)
      await onDone()
    },
  })
  if (begin.data && enrolled) return <BackupCodes codes={begin.data.backupCodes} onDone={onDone} />
  if (begin.data) return <Scan begun={begin.data} onEnrolled={() => setEnrolled(true)} />
  const filled = password !== '' || typed !== ''
  return (
    <Form onSubmit={() => (filled ? begin.mutate() : undefined)}>
      <Fault error={begin.error ?? passkey.error} />
      <p>{words.beginText}</p>
      {password === '' ? (
        <TextField
          label={words.password}
          type="password"
          autoComplete="current-password"
          value={typed}
          onChange={setTyped}
        />
      ) : null}
      <Button type="submit" tone="primary" size={48} busy={begin.isPending} isDisabled={!filled}>
        {words.begin}
      </Button>
      {orPasskey && hasPasskeys() ? (
        <div className="flex flex-col gap-3 border-t border-line pt-5">
          <p>{words.orPasskey}</p>
          <Button size={48} busy={passkey.isPending} onPress={() => passkey.mutate()}>
            {words.passkeyBegin}
          </Button>
        </div>
      ) : null}
    </Form>
  )
}

function Scan({ begun, onEnrolled }: { begun: Begun; onEnrolled: () => void }) {
  const words = useMessages(enrolWords)
  const [code, setCode] = useState('')
  const finish = useMutation({
    mutationFn: (given: string) => api.post('/api/auth/two-factor/verify-totp', { code: given }),
    onSuccess: onEnrolled,
    onError: () => setCode(''),
  })
  const secret = new URL(begun.totpURI).searchParams.get('secret') ?? ''
  return (
    <Form onSubmit={() => (code.length === 6 ? finish.mutate(code) : undefined)}>
      <p className="font-bold">{words.scan}</p>
      <QrCode text={begun.totpURI} label={words.qr} />
      <p className="text-note text-ink2">
        {words.manual}
        <code className="mt-1 block text-body break-all text-ink select-all">
          {secret.match(/.{1,4}/g)?.join(' ')}
        </code>
      </p>
      <Fault error={finish.error} />
      <CodeField
        label={words.firstCode}
        value={code}
        onChange={setCode}
        onComplete={(digits) => finish.mutate(digits)}
        isDisabled={finish.isPending}
        stacked
      />
      <Button type="submit" tone="primary" size={48} busy={finish.isPending} isDisabled={code.length < 6}>
        {words.finish}
      </Button>
    </Form>
  )
}
