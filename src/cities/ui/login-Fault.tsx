import { ApiError, formatTime, Notice, useMessages } from '#design/index.ts'
import { PasskeyStopped } from './login-calls.ts'
import { loginWords } from './login-words.ts'

type Words = ReturnType<typeof useMessages<typeof loginWords.ja>>

interface FaultWords {
  title: string
  todo: string
}

/** What went wrong with a password, a code or a passkey, and what to do. */
export function faultWords(fault: Error, words: Words): FaultWords {
  if (fault instanceof PasskeyStopped) return { title: words.passkeyStopped, todo: words.retryTodo }
  if (!(fault instanceof ApiError)) return { title: fault.message, todo: words.retryTodo }
  const { reason, left, until } = fault.details as { reason?: string; left?: number; until?: string }
  const warned = left !== undefined && left <= 5 ? words.left(left) : words.retryTodo
  if (fault.code === 'locked' && until)
    return { title: words.lockedUntil(formatTime(until)), todo: words.lockedTodo }
  if (reason === 'used_code') return { title: words.usedCode, todo: words.usedCodeTodo }
  if (reason === 'wrong_code' || fault.code === 'wrong_code') return { title: words.wrongCode, todo: warned }
  if (reason === 'wrong_passkey' || (fault.code === 'wrong_login' && reason === 'passkey'))
    return { title: words.wrongPasskey, todo: words.wrongPasskeyTodo }
  if (reason === 'passkey') return { title: words.needPasskey, todo: words.needPasskeyTodo }
  if (fault.code === 'wrong_login')
    return { title: reason === 'password' ? words.wrongPassword : words.wrongLogin, todo: warned }
  if (reason === 'login_expired') return { title: words.expired, todo: words.expiredTodo }
  if (reason === 'link') return { title: words.linkOver, todo: words.linkOverTodo }
  return { title: fault.title, todo: fault.todo }
}

/** The fault of the last try, said aloud; nothing when there was none. */
export function Fault({ error }: { error: Error | null }) {
  const words = useMessages(loginWords)
  if (!error) return null
  const { title, todo } = faultWords(error, words)
  return (
    <Notice state="bad" title={title} live>
      {todo}
    </Notice>
  )
}
