import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { ApiError, Button, CodeField, Dialog, formatTime, useMessages } from '#design/index.ts'
import { FaultNotice } from './Loaded.tsx'
import { useLate } from './late.ts'
import { movingDemoCode } from './watching.ts'
import { watchMessages } from './words.ts'

interface CodeDialogProps<T> {
  /** What will be done: 「市サイトの設定を保存しますか」. */
  title: string
  children?: ReactNode
  /** The act in words, on the button. */
  act: string
  tone?: 'primary' | 'danger'
  /** Does it, with the six digits. */
  onCode: (code: string) => Promise<T>
  onDone: (answer: T) => void
  onClose: () => void
}

/** Asks for a fresh second factor for one act, and does it. Mount it when it is wanted. */
export function CodeDialog<T>(props: CodeDialogProps<T>) {
  const { title, children, act, tone = 'primary', onCode, onDone, onClose } = props
  const words = useMessages(watchMessages)
  const [code, setCode] = useState('')
  const work = useMutation({
    mutationFn: onCode,
    onSuccess: onDone,
    onError: () => setCode(''),
  })
  const fault = useCodeFault(work.error)
  const busy = useLate(work.isPending)
  const take = (digits: string) => {
    setCode(digits)
    if (digits) work.reset()
  }
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
          <Button
            tone={tone}
            size={48}
            busy={busy}
            isDisabled={code.length < 6}
            onPress={() => (work.isPending ? undefined : work.mutate(code))}
          >
            {act}
          </Button>
        </>
      }
    >
      {children}
      <CodeField
        label={words.code}
        hint={words.codeHint}
        value={code}
        onChange={take}
        error={fault}
        autoFocus
        stacked
      />
      <DemoHint onFill={take} />
      {work.error && fault === undefined ? <FaultNotice error={work.error} /> : null}
    </Dialog>
  )
}

/** In words what is wrong with the code; undefined when the fault lies elsewhere. */
function useCodeFault(error: Error | null): string | undefined {
  const words = useMessages(watchMessages)
  if (!(error instanceof ApiError)) return undefined
  const { reason, left, until } = error.details
  if (error.code === 'locked')
    return typeof until === 'string' ? words.codeLocked(formatTime(until)) : error.title
  if (error.code !== 'step_up_needed') return undefined
  if (reason === 'used_code') return words.codeUsed
  return typeof left === 'number' ? words.codeLeft(left) : words.codeWrong
}

/** In the demonstration the authenticator is a line under the field. Nothing in production. */
function DemoHint({ onFill }: { onFill: (code: string) => void }) {
  const words = useMessages(watchMessages)
  const { data } = useQuery(movingDemoCode)
  if (!data) return null
  const soon = data.readyInSeconds ?? 0
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 rounded-box bg-soft px-3 py-2 text-note">
      <span>{soon > 0 ? words.demoCodeSoon(data.code, soon) : words.demoCode(data.code)}</span>
      <Button tone="quiet" size={32} isDisabled={soon > 0} onPress={() => onFill(data.code)}>
        {words.demoFill}
      </Button>
    </div>
  )
}
