import { useState } from 'react'
import { CheckList, useMessages } from '#design/index.ts'
import { type Role, roles } from '../staff/role.ts'
import { roleWords, staffWords } from './login-staff-words.ts'

/** Roles of people who serve the city, to tick; residents and their families get theirs elsewhere, and show here only when held. */
const elsewhere: readonly Role[] = ['resident', 'family']

/** Roles to tick, each with what it may do. */
export function RoleList({ value, onChange }: { value: readonly Role[]; onChange: (roles: Role[]) => void }) {
  const words = useMessages(staffWords)
  const names = useMessages(roleWords)
  const [heldAtFirst] = useState(value)
  const offered = roles.filter((role) => !elsewhere.includes(role) || heldAtFirst.includes(role))
  return (
    <CheckList
      label={words.roles}
      options={offered.map((role) => ({ id: role, label: names[role], note: names[`${role}Note`] }))}
      value={value}
      onChange={onChange}
    />
  )
}
