import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, Button, CodeField, TextField, useMessages } from '#design/index.ts'
import { Fault } from './login-Fault.tsx'
import { Form, Sheet } from './login-Sheet.tsx'
import { loginWords } from './login-words.ts'

interface CodeStepProps {
  onDone: () => Promise<void>
  onAgain: () => void
}

/** The second factor: six digits of the app, or one of the backup codes. */
export function CodeStep({ onDone, onAgain }: CodeStepProps) {
  const words = useMessages(loginWords)
  const [backup, setBackup] = useState(false)
  const [code, setCode] = useState('')
  const give = useMutation({
    mutationFn: async (given: string) => {
      const path = backup ? 'verify-backup-code' : 'verify-totp'
      await api.post(`/api/auth/two-factor/${path}`, { code: given.trim() })
      await onDone()
    },
    onError: () => setCode(''),
  })
  const ready = backup ? code.trim() !== '' : code.length === 6
  const turn = () => {
    setBackup(!backup)
    setCode('')
    give.reset()
  }
  return (
    <Sheet title={backup ? words.backupTitle : words.codeTitle}>
      <p>{backup ? words.backupText : words.codeText}</p>
      <Form onSubmit={() => (ready ? give.mutate(code) : undefined)}>
        <Fault error={give.error} />
        {backup ? (
          <TextField
            label={words.backup}
            value={code}
            onChange={setCode}
            autoComplete="off"
            spellCheck="false"
            autoFocus
          />
        ) : (
          <CodeField
            label={words.code}
            value={code}
            onChange={setCode}
            onComplete={(digits) => give.mutate(digits)}
            isDisabled={give.isPending}
            stacked
            autoFocus
          />
        )}
        <Button type="submit" tone="primary" size={56} wide busy={give.isPending} isDisabled={!ready}>
          {words.giveCode}
        </Button>
        <div className="flex flex-wrap justify-between gap-3">
          <Button tone="quiet" onPress={turn}>
            {backup ? words.useApp : words.useBackup}
          </Button>
          <Button tone="quiet" onPress={onAgain}>
            {words.again}
          </Button>
        </div>
      </Form>
    </Sheet>
  )
}
