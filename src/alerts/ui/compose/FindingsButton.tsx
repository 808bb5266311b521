import type { ReactNode } from 'react'
import { Dialog, DialogTrigger, Heading, Popover, Pressable } from 'react-aria-components'
import { Button, buttonClass, cx, type State, StateMark, useMessages } from '#design/index.ts'
import type { Finding } from '../../schema.ts'
import { goTo } from './field.ts'
import { placeOf } from './findings.ts'
import { composeMessages } from './words.ts'

/** A count that opens its list; each line leads to the field. */
export function FindingsButton(props: { state: State; words: string; findings: readonly Finding[] }) {
  const { state, words: said, findings } = props
  const words = useMessages(composeMessages)
  if (findings.length === 0)
    return (
      <span role="status" className="flex min-h-10 items-center px-2">
        <StateMark state={state}>{said}</StateMark>
      </span>
    )
  return (
    <DialogTrigger>
      <Pressable>
        <button type="button" className={cx(buttonClass('quiet', 40), 'px-3')}>
          <StateMark state={state}>{said}</StateMark>
        </button>
      </Pressable>
      <Popover
        placement="top"
        className="w-[min(480px,calc(100vw-32px))] rounded-box border border-field bg-paper shadow-over"
      >
        <Dialog className="max-h-[60dvh] overflow-auto p-4 outline-none">
          {({ close }) => (
            <>
              <Heading slot="title" className="mb-2 text-name font-bold">
                {said}
              </Heading>
              <ul className="divide-y divide-line">
                {findings.map((finding) => (
                  <Line key={`${finding.code} ${finding.field} ${finding.message}`} finding={finding}>
                    <Button
                      size={32}
                      aria-label={words.mendHere(finding.message)}
                      onPress={() => {
                        close()
                        setTimeout(() => goTo(placeOf(finding)), 0) // after the popover gave the focus back
                      }}
                    >
                      {words.toField}
                    </Button>
                  </Line>
                ))}
              </ul>
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}

function Line({ finding, children }: { finding: Finding; children: ReactNode }) {
  const words = useMessages(composeMessages)
  return (
    <li className="flex items-center justify-between gap-4 py-2">
      <div>
        <StateMark state={finding.severity === 'stop' ? 'bad' : 'warn'}>{finding.message}</StateMark>
        {finding.mend ? <p className="pl-5 text-ink2">{finding.mend}</p> : null}
        {finding.severity === 'confirm' && !finding.mend ? (
          <p className="pl-5 text-ink2">{words.approverWrites}</p>
        ) : null}
      </div>
      {children}
    </li>
  )
}
