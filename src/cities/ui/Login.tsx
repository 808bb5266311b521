import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, useMessages } from '#design/index.ts'
import { AccountStep } from './login-AccountStep.tsx'
import { enrolWords } from './login-account-words.ts'
import { CityStep } from './login-CityStep.tsx'
import { CodeStep } from './login-CodeStep.tsx'
import type { Me, NextStep } from './login-calls.ts'
import { Enrol } from './login-Enrol.tsx'
import { Sheet } from './login-Sheet.tsx'

type Step = { at: 'account' } | { at: 'code' } | { at: 'enrol' } | { at: 'city'; me: Me }

/** Log in: who one is, the second factor, and — for whoever has several — the city. */
export function Login() {
  const [step, setStep] = useState<Step>({ at: 'account' })
  const [password, setPassword] = useState('')
  const words = useMessages(enrolWords)
  const queries = useQueryClient()
  /** Goes on to wherever the person was heading, or to what is still missing. */
  const arrive = async () => {
    queries.clear()
    const me = await api.get<Me>('/api/me')
    if (me.mustEnrol) setStep({ at: 'enrol' })
    else if (!me.city) setStep({ at: 'city', me })
    else location.assign(nextPage())
  }
  const proceed = async ({ next }: NextStep) => (next === 'code' ? setStep({ at: 'code' }) : arrive())
  if (step.at === 'code') return <CodeStep onDone={arrive} onAgain={() => setStep({ at: 'account' })} />
  if (step.at === 'city') return <CityStep me={step.me} onDone={arrive} />
  if (step.at === 'enrol')
    return (
      <Sheet title={words.mustTitle}>
        <p>{words.mustText}</p>
        <Enrol password={password} onDone={arrive} />
      </Sheet>
    )
  return <AccountStep password={password} onPassword={setPassword} onNext={proceed} onDone={arrive} />
}

/** The page that asked for the log-in, as long as it is one of ours. */
export function nextPage(search = location.search): string {
  const asked = new URLSearchParams(search).get('next') ?? '/'
  if (!/^\/(?![/\\])/.test(asked)) return '/console/'
  const page = asked.startsWith('/console') ? asked : `/console${asked}`
  return page.startsWith('/console/login') ? '/console/' : page
}
