import { CheckList, useMessages } from '#design/index.ts'
import { type Role, roles } from '../staff/schema.ts'
import { roleWords, staffWords } from './login-staff-words.ts'

/** Roles to tick, each with what it may do. */
export function RoleList({ value, onChange }: { value: readonly Role[]; onChange: (roles: Role[]) => void }) {
  const words = useMessages(staffWords)
  const names = useMessages(roleWords)
  return (
    <CheckList
      label={words.roles}
      options={roles.map((role) => ({ id: role, label: names[role], note: names[`${role}Note`] }))}
      value={value}
      onChange={onChange}
    />
  )
}
