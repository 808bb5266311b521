import { useQuery } from '@tanstack/react-query'
import { Button, StateMark, StickyBar, useMessages } from '#design/index.ts'
import { type ApprovalPage, dutyQuery } from '../api.ts'
import { approveMessages } from './words.ts'

interface CannotBarProps {
  page: ApprovalPage
  /** May take it back or send it alone: writes for this city. */
  writes: boolean
  onTakeBack: () => void
  onAlone: () => void
}

/** For whoever may not approve: why, and who may. */
export function CannotBar({ page, writes, onTakeBack, onAlone }: CannotBarProps) {
  const words = useMessages(approveMessages)
  return (
    <StickyBar>
      {writes ? (
        <Button tone="quiet" size={56} onPress={onTakeBack} className="px-5 tablet:px-8">
          {words.takeBack}
        </Button>
      ) : null}
      <div className="min-w-60 flex-1">
        <StateMark state="wait">{page.may.samePerson ? words.samePerson : words.notApprover}</StateMark>
        <Who page={page} />
      </div>
      {writes && page.may.sendAlone ? (
        <Button tone="danger" size={56} onPress={onAlone} className="ml-auto">
          {words.alone}
        </Button>
      ) : null}
    </StickyBar>
  )
}

function Who({ page }: { page: ApprovalPage }) {
  const words = useMessages(approveMessages)
  const listed = page.approvers
  const duty = useQuery({ ...dutyQuery, enabled: listed === undefined })
  const others = listed?.map(({ name, section }) => (section ? `${name}（${section}）` : name)) ?? []
  const onDuty = duty.data?.onDuty
  return (
    <p className="text-ink2">
      {others.length > 0
        ? `${words.canApprove(others.join('、'))} `
        : onDuty
          ? `${words.onDuty(onDuty.section ? `${onDuty.name}（${onDuty.section}）` : onDuty.name)}。`
          : ''}
      {words.askThem}
    </p>
  )
}
