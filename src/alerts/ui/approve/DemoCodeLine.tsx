import { useQuery } from '@tanstack/react-query'
import { Button, useMessages } from '#design/index.ts'
import { movingDemoCode } from '../watching.ts'
import { approveMessages } from './words.ts'

/** In the demonstration: the code that the authenticator would show. Nothing in production. */
export function DemoCodeLine({ onFill }: { onFill: (code: string) => void }) {
  const words = useMessages(approveMessages)
  const { data } = useQuery(movingDemoCode)
  if (!data) return null
  const soon = data.readyInSeconds ?? 0
  return (
    <span className="mt-2 flex min-h-8 items-center justify-end gap-2 text-note text-ink2">
      <span className="whitespace-nowrap">{soon > 0 ? words.demoSoon(soon) : words.demoCode(data.code)}</span>
      <Button
        tone="quiet"
        size={32}
        aria-label={words.fillOf}
        isDisabled={soon > 0}
        onPress={() => onFill(data.code)}
      >
        {words.fill}
      </Button>
    </span>
  )
}
