import { ApiError, Notice, useMessages } from '#design/index.ts'
import { Fault } from './login-Fault.tsx'
import { staffWords } from './login-staff-words.ts'

/** Why a change of staff was refused. */
export function StaffFault({ error }: { error: Error | null }) {
  const words = useMessages(staffWords)
  const reason = error instanceof ApiError ? error.details.reason : undefined
  const said = {
    own_roles: [words.own, words.ownTodo],
    own_access: [words.own, words.ownTodo],
    last_admin: [words.lastAdmin, words.lastAdminTodo],
    other_city: [words.otherCity, words.otherCityTodo],
    staff: [words.already, words.alreadyTodo],
  }[String(reason)]
  if (!said) return <Fault error={error} />
  const [title = '', todo = ''] = said
  return (
    <Notice state="bad" title={title} live>
      {todo}
    </Notice>
  )
}
