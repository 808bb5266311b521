import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button, CodeField, Dialog, TextField, useMessages } from '#design/index.ts'
import { stepUpWords } from './login-account-words.ts'
import { askPasskey, demoCode, hasPasskeys, meQuery, type Proof } from './login-calls.ts'
import { Fault } from './login-Fault.tsx'

interface StepUpDialogProps {
  title: string
  children?: ReactNode
  /** The act in words, on the button. */
  act: string
  busy: boolean
  error: Error | null
  onProve: (proof: Proof) => void
  onClose: () => void
  /** For one's own account alone: a backup code will do. */
  mayUseBackup?: boolean
  /** Words of its own for refusals of this act. */
  fault?: (error: Error | null) => ReactNode
  /** What the act needs is not filled in yet. */
  isDisabled?: boolean
  wide?: boolean
}

/** Asks for a fresh second factor before an act that changes rights. */
export function StepUpDialog(props: StepUpDialogProps) {
  const { title, children, act, busy, error, onProve, onClose, mayUseBackup, fault, isDisabled, wide } = props
  const words = useMessages(stepUpWords)
  const me = useQuery(meQuery).data
  const [code, setCode] = useState('')
  const [backup, setBackup] = useState('')
  const [stopped, setStopped] = useState<Error | null>(null)
  const byPasskey = () =>
    askPasskey().then(
      (passkey) => onProve({ passkey }),
      (fault: Error) => setStopped(fault),
    )
  const prove = () => onProve(backup ? { backupCode: backup } : { code })
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      wide={wide}
      actions={
        <>
          <Button tone="quiet" size={48} onPress={onClose}>
            {words.back}
          </Button>
          <Button
            tone="primary"
            size={48}
            busy={busy}
            isDisabled={isDisabled || (code.length < 6 && backup === '')}
            onPress={prove}
          >
            {act}
          </Button>
        </>
      }
    >
      {children}
      <p className="text-ink2">{words.why}</p>
      {fault && !stopped ? fault(error) : <Fault error={stopped ?? error} />}
      {me?.secondFactor.totp ? (
        <CodeField label={words.code} value={code} onChange={setCode} stacked autoFocus={!wide} />
      ) : null}
      {me?.demo ? <DemoCode onFill={setCode} /> : null}
      {me && me.secondFactor.passkeys > 0 && hasPasskeys() ? (
        <Button size={48} isDisabled={isDisabled} onPress={() => void byPasskey()}>
          {words.withPasskey}
        </Button>
      ) : null}
      {mayUseBackup ? (
        <TextField label={words.backup} value={backup} onChange={setBackup} autoComplete="off" />
      ) : null}
    </Dialog>
  )
}

/** In the demonstration nobody has the phone: the code stands here. */
function DemoCode({ onFill }: { onFill: (code: string) => void }) {
  const words = useMessages(stepUpWords)
  const { data } = useQuery({ queryKey: ['demo-code'], queryFn: () => demoCode(), refetchInterval: 1000 })
  if (!data) return null
  const ready = data.readyInSeconds === 0
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-box bg-soft px-4 py-2">
      <span>{ready ? words.demo(data.code) : words.demoWait(data.readyInSeconds)}</span>
      <Button isDisabled={!ready} onPress={() => onFill(data.code)}>
        {words.fill}
      </Button>
    </div>
  )
}
