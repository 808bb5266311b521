import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, Button, TextField, useMessages } from '#design/index.ts'
import { demoAccountsQuery, hasPasskeys, type NextStep, signInByPasskey } from './login-calls.ts'
import { DemoPeople } from './login-DemoPeople.tsx'
import { Fault } from './login-Fault.tsx'
import { Form, Sheet } from './login-Sheet.tsx'
import { loginWords } from './login-words.ts'

interface AccountStepProps {
  password: string
  onPassword: (password: string) => void
  onNext: (step: NextStep) => Promise<void>
  onDone: () => Promise<void>
}

/** Who are you: mail and password, or a passkey; in the demonstration, a button for each person. */
export function AccountStep({ password, onPassword, onNext, onDone }: AccountStepProps) {
  const words = useMessages(loginWords)
  const [email, setEmail] = useState('')
  const demo = useQuery(demoAccountsQuery)
  const enter = useMutation({
    mutationFn: async () =>
      onNext(await api.post<NextStep>('/api/auth/sign-in/email', { email: email.trim(), password })),
  })
  const passkey = useMutation({ mutationFn: async () => onNext(await signInByPasskey()) })
  const filled = email.trim() !== '' && password !== ''
  return (
    <Sheet title={words.title} beside={demo.data ? <DemoPeople demo={demo.data} onDone={onDone} /> : null}>
      <Form onSubmit={() => (filled ? enter.mutate() : undefined)}>
        <Fault error={enter.error ?? passkey.error} />
        <TextField
          label={words.email}
          type="email"
          name="email"
          autoComplete="username webauthn"
          value={email}
          onChange={setEmail}
          autoFocus
        />
        <TextField
          label={words.password}
          type="password"
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={onPassword}
        />
        <Button type="submit" tone="primary" size={56} wide busy={enter.isPending} isDisabled={!filled}>
          {words.enter}
        </Button>
        {hasPasskeys() ? (
          <Button size={48} wide busy={passkey.isPending} onPress={() => passkey.mutate()}>
            {words.withPasskey}
          </Button>
        ) : null}
        <p className="text-note text-ink2">{words.forgot}</p>
      </Form>
    </Sheet>
  )
}
