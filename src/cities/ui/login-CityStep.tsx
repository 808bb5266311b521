import { useMutation } from '@tanstack/react-query'
import { api, Button, useMessages } from '#design/index.ts'
import type { Me } from './login-calls.ts'
import { Fault } from './login-Fault.tsx'
import { Sheet } from './login-Sheet.tsx'
import { loginWords } from './login-words.ts'

/** For somebody of several cities: which one, in this browser. */
export function CityStep({ me, onDone }: { me: Me; onDone: () => Promise<void> }) {
  const words = useMessages(loginWords)
  const choose = useMutation({
    mutationFn: async (slug: string) => {
      await api.put('/api/me/city', { slug })
      await onDone()
    },
  })
  const leave = useMutation({
    mutationFn: () => api.post('/api/auth/sign-out'),
    onSuccess: () => location.assign('/console/login'),
  })
  return (
    <Sheet title={me.cities.length > 0 ? words.cityTitle : words.noCity}>
      <Fault error={choose.error ?? leave.error} />
      {me.cities.length > 0 ? (
        <div className="flex flex-col gap-3">
          {me.cities.map(({ slug, name }) => (
            <Button
              key={slug}
              size={56}
              wide
              busy={choose.isPending && choose.variables === slug}
              onPress={() => choose.mutate(slug)}
            >
              {name}
            </Button>
          ))}
        </div>
      ) : (
        <p>{words.noCityTodo}</p>
      )}
      <Button tone="quiet" busy={leave.isPending} onPress={() => leave.mutate()}>
        {words.logout}
      </Button>
    </Sheet>
  )
}
