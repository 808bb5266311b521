import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, TextField, useMessages, useToast } from '#design/index.ts'
import type { Role } from '../staff/role.ts'
import type { Proof } from './login-calls.ts'
import { RoleList } from './login-RoleList.tsx'
import { StaffFault } from './login-StaffFault.tsx'
import { StepUpDialog } from './login-StepUpDialog.tsx'
import { staffWords } from './login-staff-words.ts'
import type { Handed } from './Staff.tsx'

/** Takes somebody into the city's staff. */
export function AddStaff({ onClose, onDone }: { onClose: () => void; onDone: (link: Handed) => void }) {
  const words = useMessages(staffWords)
  const queries = useQueryClient()
  const toast = useToast()
  const [name, setName] = useState('')
  const [section, setSection] = useState('')
  const [email, setEmail] = useState('')
  const [roles, setRoles] = useState<Role[]>([])
  const add = useMutation({
    mutationFn: (proof: Proof) =>
      api.post<{ link: Handed }>('/api/staff', { name, section, email: email.trim(), roles, proof }),
    onSuccess: async ({ link }) => {
      await queries.invalidateQueries({ queryKey: ['staff'] })
      if (!link) toast({ state: 'ok', title: words.add, text: words.noLink })
      onDone(link)
    },
  })
  return (
    <StepUpDialog
      title={words.add}
      act={words.add}
      busy={add.isPending}
      error={add.error}
      fault={(error) => <StaffFault error={error} />}
      onProve={(proof) => add.mutate(proof)}
      onClose={onClose}
      isDisabled={name.trim() === '' || email.trim() === ''}
      wide
    >
      <p>{words.addText}</p>
      <TextField label={words.name} value={name} onChange={setName} autoComplete="off" />
      <TextField label={words.section} value={section} onChange={setSection} autoComplete="off" />
      <TextField label={words.email} type="email" value={email} onChange={setEmail} autoComplete="off" />
      <RoleList value={roles} onChange={setRoles} />
    </StepUpDialog>
  )
}
