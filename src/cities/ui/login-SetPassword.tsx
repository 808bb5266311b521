import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, api, Button, ButtonLink, Notice, TextField, useMessages } from '#design/index.ts'
import { Fault } from './login-Fault.tsx'
import { Form, Sheet } from './login-Sheet.tsx'
import { loginWords } from './login-words.ts'

/** Where the one-time link leads: `/console/password#<token>`. What stands after # never reaches a log. */
export function SetPassword() {
  const words = useMessages(loginWords)
  const [password, setPassword] = useState('')
  const set = useMutation({
    mutationFn: () =>
      api.post('/api/auth/reset-password', { token: location.hash.slice(1), newPassword: password }),
    onSuccess: () => history.replaceState(null, '', location.pathname),
  })
  if (set.isSuccess)
    return (
      <Sheet title={words.setDone}>
        <Notice state="ok" title={words.setDone} live />
        <ButtonLink href="/login" tone="primary" size={56} wide>
          {words.toLogin}
        </ButtonLink>
      </Sheet>
    )
  const short = password !== '' && password.length < 12
  const refused = set.error instanceof ApiError && set.error.code === 'bad_request'
  return (
    <Sheet title={words.setTitle}>
      <p>{words.setText}</p>
      <Form onSubmit={() => (password.length >= 12 ? set.mutate() : undefined)}>
        <Fault error={set.error} />
        <TextField
          label={words.newPassword}
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          hint={`${password.length}/12`}
          error={refused ? (password.length > 128 ? words.tooLong : words.tooShort) : undefined}
          help={short ? words.tooShort : undefined}
          autoFocus
        />
        <Button
          type="submit"
          tone="primary"
          size={56}
          wide
          busy={set.isPending}
          isDisabled={password.length < 12}
        >
          {words.set}
        </Button>
      </Form>
    </Sheet>
  )
}
