import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, Button, Dialog, StateMark, TextField, useMessages } from '#design/index.ts'
import { accountWords, enrolWords } from './login-account-words.ts'
import { BackupCodes } from './login-BackupCodes.tsx'
import type { Proof } from './login-calls.ts'
import { Enrol } from './login-Enrol.tsx'
import { Part } from './login-Part.tsx'
import { StepUpDialog } from './login-StepUpDialog.tsx'

type Act = 'replace' | 'renew'

/** The authenticator app: enrolled or not; moved to another phone; its backup codes made anew. */
export function OwnApp({ enrolled }: { enrolled: boolean }) {
  const words = useMessages(accountWords)
  const queries = useQueryClient()
  const [asked, setAsked] = useState<Act | null>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  const refresh = async () => {
    setCodes(null)
    await queries.invalidateQueries({ queryKey: ['me'] })
  }
  return (
    <Part title={words.appTitle}>
      <StateMark state={enrolled ? 'ok' : 'warn'}>{enrolled ? words.appOn : words.appOff}</StateMark>
      {enrolled ? (
        <div className="flex flex-wrap gap-3">
          <Button onPress={() => setAsked('replace')}>{words.appReplace}</Button>
          <Button onPress={() => setAsked('renew')}>{words.renew}</Button>
        </div>
      ) : (
        <Enrol onDone={refresh} orPasskey={false} />
      )}
      {asked ? (
        <AppDialog
          act={asked}
          onClose={() => setAsked(null)}
          onDone={async (made) => {
            setAsked(null)
            if (made) setCodes(made)
            else await refresh()
          }}
        />
      ) : null}
      {codes ? (
        <Dialog isOpen onClose={() => setCodes(null)} title={words.renew} actions={null} role="alertdialog">
          <BackupCodes codes={codes} onDone={refresh} />
        </Dialog>
      ) : null}
    </Part>
  )
}

interface AppDialogProps {
  act: Act
  onClose: () => void
  /** With the new backup codes, when they were asked for. */
  onDone: (codes: string[] | null) => Promise<void>
}

function AppDialog({ act, onClose, onDone }: AppDialogProps) {
  const words = useMessages(accountWords)
  const enrol = useMessages(enrolWords)
  const [password, setPassword] = useState('')
  const change = useMutation({
    mutationFn: async (proof: Proof) => {
      await api.post('/api/auth/step-up', proof)
      if (act === 'replace') await api.post('/api/auth/two-factor/disable', { password })
      const path = '/api/auth/two-factor/generate-backup-codes'
      const made = act === 'renew' ? await api.post<{ backupCodes: string[] }>(path, { password }) : null
      await onDone(made?.backupCodes ?? null)
    },
  })
  return (
    <StepUpDialog
      title={act === 'replace' ? words.appReplace : words.renew}
      act={act === 'replace' ? words.appReplace : words.renew}
      busy={change.isPending}
      error={change.error}
      onProve={(proof) => change.mutate(proof)}
      onClose={onClose}
      mayUseBackup
    >
      <p>{act === 'replace' ? words.appReplaceText : words.renewText}</p>
      <TextField
        label={enrol.password}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
    </StepUpDialog>
  )
}
