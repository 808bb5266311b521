import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, formatDateTime, Select, Skeleton, useLocale, useMessages, useToast } from '#design/index.ts'
import { dutyQuery, frameQuery, takeDuty } from './city-calls.ts'
import { settingsMessages } from './city-words.ts'
import { Fault, Group } from './settings-parts.tsx'

/** 当直: who is on duty, and the hand-over. Acts at once, apart from the form. */
export function DutyGroup() {
  const words = useMessages(settingsMessages)
  const { locale } = useLocale()
  const queries = useQueryClient()
  const toast = useToast()
  const duty = useQuery(dutyQuery)
  const roles = useQuery(frameQuery).data?.user.roles ?? []
  const [next, setNext] = useState<string | null>(null)
  const hand = useMutation({
    mutationFn: (userId: string) => takeDuty(userId),
    onSuccess: async () => {
      setNext(null)
      toast({ state: 'ok', title: words.dutyTaken })
      await Promise.all(['duty', 'frame'].map((topic) => queries.invalidateQueries({ queryKey: [topic] })))
    },
  })
  const may = ['author', 'approver', 'admin'].some((role) => roles.includes(role))
  const now = duty.data?.onDuty
  return (
    <Group title={words.duty} note={words.dutyNote}>
      {duty.isPending ? <Skeleton lines={1} /> : null}
      {duty.data ? (
        <p>
          {now ? <b>{words.dutyNow(now.name, now.section)}</b> : words.noDuty}
          {now ? (
            <span className="ml-3 text-note text-ink2">
              {words.dutySince(formatDateTime(now.since, locale))}
            </span>
          ) : null}
        </p>
      ) : null}
      {may && duty.data ? (
        <div className="flex flex-wrap items-end gap-4">
          <Select
            className="min-w-60 flex-1 tablet:max-w-90"
            label={words.dutyNext}
            value={next}
            onChange={setNext}
            options={duty.data.candidates
              .filter(({ userId }) => userId !== now?.userId)
              .map(({ userId, name, section }) => ({ id: userId, label: name, note: section }))}
          />
          <Button
            size={48}
            busy={hand.isPending}
            isDisabled={!next}
            onPress={() => (next ? hand.mutate(next) : undefined)}
          >
            {words.dutyTake}
          </Button>
        </div>
      ) : null}
      <Fault error={hand.error ?? duty.error} />
    </Group>
  )
}
