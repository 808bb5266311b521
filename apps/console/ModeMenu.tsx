import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, Button, cx, Dialog, Menu, Notice, TextField, useMessages } from '#design/index.ts'
import type { FrameFacts, Mode } from './frame.ts'
import { frameMessages } from './words.ts'

const modes: readonly Mode[] = ['normal', 'watch', 'disaster', 'recovery']

/** The city's mode, black on the header; orange within a drill. Changing it asks for a reason. `short`: without 「訓練・」. */
export function ModeMenu({ facts, short }: { facts: FrameFacts; short?: boolean }) {
  const words = useMessages(frameMessages)
  const [asked, setAsked] = useState<Mode | null>(null)
  const name = facts.drill ? words.modeDrill(words[facts.mode]) : words[facts.mode]
  return (
    <>
      <Menu
        label={words.modeIs(name)}
        buttonClass={cx(
          'flex h-10 items-center gap-2 rounded-box px-3 font-bold',
          facts.drill ? 'bg-drill-key text-black' : modeLook[facts.mode],
        )}
        items={modes.map((mode) => ({ id: mode, label: words[mode], note: words[`${mode}Note`] }))}
        current={facts.mode}
        onAction={(mode) => (mode === facts.mode ? undefined : setAsked(mode))}
      >
        {short ? words[facts.mode] : name}
        <span
          aria-hidden="true"
          className="border-[5px] border-b-0 border-transparent border-t-[6px] border-t-current"
        />
      </Menu>
      {asked ? <ModeDialog mode={asked} onClose={() => setAsked(null)} /> : null}
    </>
  )
}

/** Calm in peace, black when something is going on. */
const modeLook: Record<Mode, string> = {
  normal: 'border border-field bg-paper text-ink',
  watch: 'border-2 border-ink bg-paper text-ink',
  disaster: 'bg-ink text-white',
  recovery: 'border-2 border-ink bg-paper text-ink',
}

function ModeDialog({ mode, onClose }: { mode: Mode; onClose: () => void }) {
  const words = useMessages(frameMessages)
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const change = useMutation({
    mutationFn: () => api.post('/api/mode', { mode, reason: reason.trim() }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['frame'] })
      onClose()
    },
  })
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={words.switchTitle(words[mode])}
      actions={
        <>
          <Button tone="quiet" size={48} onPress={onClose}>
            {words.back}
          </Button>
          <Button
            tone="primary"
            size={48}
            busy={change.isPending}
            isDisabled={reason.trim() === ''}
            onPress={() => change.mutate()}
          >
            {words.switchAct(words[mode])}
          </Button>
        </>
      }
    >
      <p>{words.switchText}</p>
      {change.error ? (
        <Notice state="bad" title={change.error.message} live>
          {'todo' in change.error ? String(change.error.todo) : null}
        </Notice>
      ) : null}
      <TextField label={words.switchReason} value={reason} onChange={setReason} isRequired autoFocus />
    </Dialog>
  )
}
