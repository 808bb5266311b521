import { Dialog, DialogTrigger, Heading, Popover, Pressable } from 'react-aria-components'
import {
  Button,
  buttonClass,
  cx,
  formatClock,
  formatNumber,
  type State,
  StateMark,
  StickyBar,
  useMessages,
} from '#design/index.ts'
import type { Finding } from '../../schema.ts'
import type { PreviewView } from '../api.ts'
import { goTo } from './field.ts'
import { type Grouped, placeOf } from './findings.ts'
import type { Keeping } from './keeping.ts'
import { composeMessages } from './words.ts'

interface BarProps {
  preview: PreviewView | null
  findings: Grouped
  keeping: Keeping
  submitting: boolean
  drill: boolean
  onSave: () => void
  onSubmit: () => void
}

/** At the foot: whom it reaches, what is left to mend, and the two acts. */
export function Bar({ preview, findings, keeping, submitting, drill, onSave, onSubmit }: BarProps) {
  const words = useMessages(composeMessages)
  const { stop, confirm, look } = findings
  return (
    <StickyBar className="desk:px-6">
      <div className="min-w-0 flex-1 basis-56">
        <Addressed preview={preview} />
      </div>
      <div className="flex gap-2">
        <FindingsButton
          state={stop.length > 0 ? 'bad' : 'ok'}
          words={words.stops(stop.length)}
          findings={stop}
        />
        <FindingsButton
          state={confirm.length + look.length > 0 ? 'warn' : 'ok'}
          words={words.confirms(confirm.length + look.length)}
          findings={[...confirm, ...look]}
        />
      </div>
      <div className="flex flex-1 items-center justify-end gap-3 desk:flex-none">
        <Kept keeping={keeping} />
        <Button tone="quiet" size={48} onPress={onSave} busy={keeping.saving} id="save-draft">
          {words.save}
        </Button>
        <Button tone="primary" size={48} onPress={onSubmit} busy={submitting}>
          {drill ? words.submitDrill : words.submit}
        </Button>
      </div>
    </StickyBar>
  )
}

function Addressed({ preview }: { preview: PreviewView | null }) {
  const words = useMessages(composeMessages)
  if (!preview) return <p className="text-ink2">{words.previews}…</p>
  if (preview.population === 0) return <p className="text-ink2">{preview.facts.place || words.nobody}</p>
  return (
    <p className="leading-6">
      <span className="text-note text-ink2">{words.addressed(preview.place)}</span>{' '}
      <b className="text-name whitespace-nowrap">
        {words.peopleHouseholds(formatNumber(preview.population), formatNumber(preview.households))}
      </b>
    </p>
  )
}

function Kept({ keeping }: { keeping: Keeping }) {
  const words = useMessages(composeMessages)
  const { savedAt, dirty, saving, fault } = keeping
  const said = saving
    ? words.saving
    : fault
      ? words.saveFailed
      : dirty
        ? words.unsaved
        : savedAt
          ? words.savedAt(formatClock(savedAt))
          : ''
  return (
    <span
      role="status"
      className={cx(
        'hidden text-right text-note whitespace-nowrap wide:inline',
        fault ? 'text-bad' : 'text-ink2',
      )}
    >
      {said}
    </span>
  )
}

/** A count that opens its list; each line leads to the field. */
function FindingsButton(props: { state: State; words: string; findings: readonly Finding[] }) {
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

function Line({ finding, children }: { finding: Finding; children: React.ReactNode }) {
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
