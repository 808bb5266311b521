import type { ReactNode } from 'react'
import { Button, formatTime, type State, StateMark, useMessages } from '#design/index.ts'
import type { ApprovalPage } from '../api.ts'
import { approveMessages } from './words.ts'

export type Sheet = 'differences' | 'texts' | 'checks' | 'corrections'

/** On a phone: the parts of the page as lines, each opening over it; and the beginning of the first text. */
export function PhoneList({ page, onOpen }: { page: ApprovalPage; onOpen: (sheet: Sheet) => void }) {
  const words = useMessages(approveMessages)
  const { media, findings, differences, compared } = page
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length
  const changed = differences.filter((line) => line.changed).length
  const fixed = media.find((one) => one.correction === 'impossible')
  const checked: [State, string] =
    count('stop') > 0
      ? ['bad', words.someStop(count('stop'))]
      : count('look') + count('confirm') > 0
        ? ['warn', words.someLook(count('look') + count('confirm'))]
        : ['ok', words.allGood(count('good'))]
  return (
    <div className="flex flex-col gap-3 tablet:hidden">
      <Beginning page={page} />
      <ul className="border-t border-line2">
        <Line act={words.compare} onPress={() => onOpen('differences')}>
          {compared.last
            ? words.phoneDifferences(formatTime(compared.last.approvedAt), changed)
            : words.phoneFirst}
        </Line>
        <Line act={words.read} onPress={() => onOpen('texts')}>
          {words.phoneTexts(media.length)}
        </Line>
        <Line act={words.look} onPress={() => onOpen('checks')}>
          <StateMark state={checked[0]} plain={checked[0] === 'ok'}>
            {checked[1]}
          </StateMark>
        </Line>
        <Line act={words.correctionPlan} onPress={() => onOpen('corrections')}>
          {fixed ? (
            <StateMark state="warn">{words.cannotCorrect(fixed.label)}</StateMark>
          ) : (
            words.phoneCorrection
          )}
        </Line>
      </ul>
    </div>
  )
}

function Beginning({ page: { media } }: { page: ApprovalPage }) {
  const words = useMessages(approveMessages)
  const first = media.find((one) => one.medium !== 'city-site' && one.renditions.length > 0) ?? media[0]
  const text = first?.renditions[0]?.rendition.text
  if (!first || !text) return null
  return (
    <div className="rounded-box bg-soft px-3.5 py-2.5 [word-break:normal]">
      <div className="flex items-baseline justify-between">
        <b>{first.label}</b>
        <span className="text-note text-ink2">{words.characters([...text].length)}</span>
      </div>
      <p className="line-clamp-4 leading-[25px]">{text}</p>
    </div>
  )
}

function Line({ children, act, onPress }: { children: ReactNode; act: string; onPress: () => void }) {
  return (
    <li className="flex min-h-12 items-center justify-between gap-2 border-b border-line py-1 leading-[22px]">
      <span>{children}</span>
      <Button tone="quiet" size={40} onPress={onPress}>
        {act}
      </Button>
    </li>
  )
}
