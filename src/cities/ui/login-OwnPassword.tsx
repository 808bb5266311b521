import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, Button, TextField, useMessages, useToast } from '#design/index.ts'
import { accountWords } from './login-account-words.ts'
import { Fault } from './login-Fault.tsx'
import { Part } from './login-Part.tsx'
import { Form } from './login-Sheet.tsx'

/** Changes the password; every other session ends. */
export function OwnPassword() {
  const words = useMessages(accountWords)
  const toast = useToast()
  const [currentPassword, setCurrent] = useState('')
  const [newPassword, setNext] = useState('')
  const change = useMutation({
    mutationFn: () => api.post('/api/auth/change-password', { currentPassword, newPassword }),
    onSuccess: () => {
      setCurrent('')
      setNext('')
      toast({ state: 'ok', title: words.changed })
    },
  })
  const ready = currentPassword !== '' && newPassword.length >= 12
  return (
    <Part title={words.passwordTitle} note={words.passwordNote}>
      <Form onSubmit={() => (ready ? change.mutate() : undefined)}>
        <Fault error={change.error} />
        <TextField
          label={words.current}
          type="password"
          autoComplete="current-password"
          value={currentPassword}
          onChange={setCurrent}
        />
        <TextField
          label={words.next}
          hint={words.nextHelp}
          type="password"
          autoComplete="new-password"
          value={newPassword}
          onChange={setNext}
        />
        <div>
          <Button type="submit" busy={change.isPending} isDisabled={!ready}>
            {words.change}
          </Button>
        </div>
      </Form>
    </Part>
  )
}
