import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, Button, useMessages } from '#design/index.ts'
import { type DemoAccounts, demoCode } from './login-calls.ts'
import { Fault } from './login-Fault.tsx'
import { loginWords } from './login-words.ts'

const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))

/** One button for each person of the demonstration. */
export function DemoPeople({ demo, onDone }: { demo: DemoAccounts; onDone: () => Promise<void> }) {
  const words = useMessages(loginWords)
  const [waiting, setWaiting] = useState(0)
  const enter = useMutation({
    mutationFn: async (email: string) => {
      await api.post('/api/auth/sign-in/email', { email, password: demo.password })
      const { code, readyInSeconds } = await demoCode(email)
      for (let left = readyInSeconds; left > 0; left--) {
        setWaiting(left)
        await pause(1)
      }
      setWaiting(0)
      await api.post('/api/auth/two-factor/verify-totp', { code })
      await onDone()
    },
  })
  return (
    <section className="mt-4 flex w-full max-w-[440px] flex-col gap-3 rounded-box border border-line2 bg-paper p-6 tablet:p-8">
      <h2 className="text-name font-bold">{words.demoTitle}</h2>
      <p className="text-note text-ink2">{waiting > 0 ? words.demoWait(waiting) : words.demoNote}</p>
      <Fault error={enter.error} />
      <div className="grid grid-cols-1 gap-2 min-[420px]:grid-cols-2">
        {demo.accounts.map(({ email, label }) => (
          <Button
            key={email}
            size={48}
            tone="quiet"
            wide
            aria-label={words.demoAs(label)}
            busy={enter.isPending && enter.variables === email}
            isDisabled={enter.isPending && enter.variables !== email}
            onPress={() => enter.mutate(email)}
          >
            {label}
          </Button>
        ))}
      </div>
    </section>
  )
}
