import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, useMessages } from '#design/index.ts'
import type { Proof, StaffRow } from './login-calls.ts'
import { RoleList } from './login-RoleList.tsx'
import { StaffFault } from './login-StaffFault.tsx'
import { StepUpDialog } from './login-StepUpDialog.tsx'
import { staffWords } from './login-staff-words.ts'
import type { Handed } from './Staff.tsx'

export type StaffAct = 'roles' | 'renew' | 'lost' | 'leave'

interface StaffDialogProps {
  act: StaffAct
  person: StaffRow
  onClose: () => void
  onDone: (link: Handed) => void
}

/** One change of one person, with a fresh second factor of whoever makes it. */
export function StaffDialog({ act, person, onClose, onDone }: StaffDialogProps) {
  const words = useMessages(staffWords)
  const queries = useQueryClient()
  const [roles, setRoles] = useState(person.roles)
  const change = useMutation({
    mutationFn: async (proof: Proof): Promise<Handed> => {
      const at = `/api/staff/${person.userId}`
      if (act === 'roles') await api.put(`${at}/roles`, { roles, proof })
      else if (act === 'leave') await api.post(`${at}/leave`, { proof })
      else {
        const made = await api.post<{ link: Handed }>(`${at}/access`, {
          lostSecondFactor: act === 'lost',
          proof,
        })
        return made.link
      }
      return null
    },
    onSuccess: async (link) => {
      await queries.invalidateQueries({ queryKey: ['staff'] })
      onDone(link)
    },
  })
  const said: Record<StaffAct, [title: string, button: string, text: string]> = {
    roles: [words.rolesTitle(person.name), words.changeRoles, ''],
    renew: [words.renewTitle(person.name), words.renew, words.renewText],
    lost: [words.renewTitle(person.name), words.renew, words.lostText],
    leave: [words.leaveTitle(person.name), words.leave, words.leaveText],
  }
  const [title, button, text] = said[act]
  return (
    <StepUpDialog
      title={title}
      act={button}
      busy={change.isPending}
      error={change.error}
      fault={(error) => <StaffFault error={error} />}
      onProve={(proof) => change.mutate(proof)}
      onClose={onClose}
      wide={act === 'roles'}
    >
      {text ? <p>{text}</p> : null}
      {act === 'roles' ? <RoleList value={roles} onChange={setRoles} /> : null}
    </StepUpDialog>
  )
}
