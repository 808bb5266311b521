import {
  type ApiError,
  Button,
  cx,
  formatClock,
  formatNumber,
  Notice,
  StateMark,
  StickyBar,
  useMessages,
} from '#design/index.ts'
import type { PreviewView } from '../api.ts'
import { useLate } from '../late.ts'
import { alertMessages } from '../messages.ts'
import { FindingsButton } from './FindingsButton.tsx'
import type { Grouped } from './findings.ts'
import type { Keeping } from './keeping.ts'
import { composeMessages } from './words.ts'

interface BarProps {
  preview: PreviewView | null
  previewFailed: boolean
  findings: Grouped
  keeping: Keeping
  submitting: boolean
  drill: boolean
  /** What went wrong when it was saved or submitted. */
  fault: ApiError | null
  /** Someone else wrote in the draft. */
  changed: boolean
  onReload: () => void
  onSave: () => void
  onSubmit: () => void
}

/** At the foot: whom it reaches, what is left to mend, and the two acts. */
export function Bar({
  preview,
  previewFailed,
  findings,
  keeping,
  submitting,
  drill,
  onSave,
  onSubmit,
  ...trouble
}: BarProps) {
  const words = useMessages(composeMessages)
  const saving = useLate(keeping.saving && !submitting)
  const asking = useLate(submitting)
  return (
    <StickyBar className="desk:px-6">
      <Trouble {...trouble} />
      <div className="flex min-w-0 flex-1 basis-56 items-baseline justify-between gap-x-6 desk:justify-start">
        <Addressed preview={preview} />
        <Kept keeping={keeping} />
      </div>
      <Counts findings={findings} checked={previewFailed ? 'no' : preview ? 'yes' : 'soon'} />
      <div className="flex flex-1 items-center justify-end gap-3 desk:flex-none">
        <Button tone="quiet" size={48} onPress={onSave} busy={saving} id="save-draft">
          {words.save}
        </Button>
        <Button tone="primary" size={48} onPress={onSubmit} busy={asking}>
          {drill ? words.submitDrill : words.submit}
        </Button>
      </div>
    </StickyBar>
  )
}

interface CountsProps {
  findings: Grouped
  /** Whether the server has checked the words: no count is invented before. */
  checked: 'yes' | 'no' | 'soon'
}

function Counts({ findings, checked }: CountsProps) {
  const words = useMessages(composeMessages)
  const { stop, confirm, look } = findings
  if (checked !== 'yes' && stop.length === 0)
    return (
      <StateMark state={checked === 'no' ? 'warn' : 'wait'}>
        {checked === 'no' ? words.notChecked : words.checking}
      </StateMark>
    )
  return (
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
  )
}

/** Stands in the bar, where it is seen from every field. */
function Trouble({ fault, changed, onReload }: Pick<BarProps, 'fault' | 'changed' | 'onReload'>) {
  const words = useMessages(composeMessages)
  const shared = useMessages(alertMessages)
  if (!changed && !fault) return null
  return (
    <div className="w-full">
      {changed ? (
        <Notice
          state="warn"
          live
          title={words.changed}
          actions={<Button onPress={onReload}>{shared.reload}</Button>}
        >
          {words.changedText}
        </Notice>
      ) : fault ? (
        <Notice state="bad" live title={fault.title}>
          {fault.todo}
        </Notice>
      ) : null}
    </div>
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
    <span role="status" className={cx('text-note whitespace-nowrap', fault ? 'text-bad' : 'text-ink2')}>
      {said}
    </span>
  )
}
