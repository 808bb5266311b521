import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, CheckList, SegmentedChoice, TextField, useMessages } from '#design/index.ts'
import { type Scope, scopes } from '../staff/role.ts'
import type { KeyRow } from '../staff/schema.ts'
import type { Proof } from './login-calls.ts'
import { StepUpDialog } from './login-StepUpDialog.tsx'
import { keyWords } from './login-staff-words.ts'

type Ends = '90' | '365' | 'none'

/** Makes a key; `onDone` gets it, this once. */
export function AddKey({ onClose, onDone }: { onClose: () => void; onDone: (key: string) => void }) {
  const words = useMessages(keyWords)
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<Scope[]>(['cap:write'])
  const [ends, setEnds] = useState<Ends>('365')
  const add = useMutation({
    mutationFn: (proof: Proof) =>
      api.post<{ key: string }>('/api/keys', {
        name: name.trim(),
        scopes: chosen,
        days: ends === 'none' ? null : Number(ends),
        proof,
      }),
    onSuccess: async ({ key }) => {
      await queries.invalidateQueries({ queryKey: ['keys'] })
      onDone(key)
    },
  })
  return (
    <StepUpDialog
      title={words.add}
      act={words.add}
      busy={add.isPending}
      error={add.error}
      onProve={(proof) => add.mutate(proof)}
      onClose={onClose}
      isDisabled={name.trim() === '' || chosen.length === 0}
      wide
    >
      <TextField
        label={words.name}
        help={words.nameHelp}
        value={name}
        onChange={setName}
        autoComplete="off"
      />
      <CheckList
        label={words.scopes}
        options={scopes.map((scope) => ({ id: scope, label: words[scope], note: scope }))}
        value={chosen}
        onChange={setChosen}
      />
      <SegmentedChoice
        label={words.days}
        options={[
          { id: '90', label: words.days90 },
          { id: '365', label: words.days365 },
          { id: 'none', label: words.daysNone },
        ]}
        value={ends}
        onChange={(id) => setEnds(id as Ends)}
      />
    </StepUpDialog>
  )
}

/** Ends a key for good. */
export function RevokeKey({ apiKey, onClose }: { apiKey: KeyRow; onClose: () => void }) {
  const words = useMessages(keyWords)
  const queries = useQueryClient()
  const revoke = useMutation({
    mutationFn: (proof: Proof) => api.post(`/api/keys/${apiKey.id}/revoke`, { proof }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['keys'] })
      onClose()
    },
  })
  return (
    <StepUpDialog
      title={words.revokeTitle(apiKey.name)}
      act={words.revoke}
      busy={revoke.isPending}
      error={revoke.error}
      onProve={(proof) => revoke.mutate(proof)}
      onClose={onClose}
    >
      <p>{words.revokeText}</p>
    </StepUpDialog>
  )
}
