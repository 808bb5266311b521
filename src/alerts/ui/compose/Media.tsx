import { Checkbox, CheckList, type State, StateMark, useMessages } from '#design/index.ts'
import type { MediumView } from '../api.ts'
import { alertMessages } from '../messages.ts'
import type { Part } from './field.ts'
import { composeMessages } from './words.ts'

type MediaProps = Part & { media: readonly MediumView[] }

/** Which media: each with its state, and the reason when something stands against it. One that is off can still be chosen, to be handed over on paper. */
export function MediaChoice({ form, set, errorOf, media }: MediaProps) {
  const words = useMessages(composeMessages)
  const error = errorOf('media')
  const allowed = media.filter((one) => one.kinds.includes(form.kind)).length
  const toggle = (name: string, chosen: boolean) =>
    set((last) => ({
      ...last,
      mediaSet: true,
      media: media.map((one) => one.name).filter((one) => (one === name ? chosen : last.media.includes(one))),
    }))
  return (
    <fieldset id="field-media">
      <legend className="mb-2 flex w-full items-baseline justify-between gap-3">
        <b>{words.media}</b>
        <span className="text-note text-ink2">{words.chosen(form.media.length, allowed)}</span>
      </legend>
      <ul className="divide-y divide-line">
        {media.map((one) => (
          <Row
            key={one.name}
            medium={one}
            allowed={one.kinds.includes(form.kind)}
            kind={form.kind}
            chosen={form.media.includes(one.name)}
            onChange={(chosen) => toggle(one.name, chosen)}
          />
        ))}
      </ul>
      {error ? (
        <p className="mt-2">
          <StateMark state="bad">{error}</StateMark>
        </p>
      ) : null}
    </fieldset>
  )
}

interface RowProps {
  medium: MediumView
  kind: 'emergency' | 'important' | 'notice'
  allowed: boolean
  chosen: boolean
  onChange: (chosen: boolean) => void
}

function Row({ medium, kind, allowed, chosen, onChange }: RowProps) {
  const words = useMessages(composeMessages)
  const shared = useMessages(alertMessages)
  const { off, proof, label } = medium
  const failing = proof !== null && !proof.ok
  const why = !allowed ? words.notForKind(shared[kind]) : (off ?? (failing ? proof.reason : null))
  const [state, word]: [State, string] =
    off !== null || !allowed
      ? ['wait', words.unusable]
      : failing
        ? ['bad', words.failing]
        : chosen
          ? ['ok', words.sends]
          : ['wait', words.sendsNot]
  return (
    <li className="py-2">
      <span className="flex items-center justify-between gap-3">
        <Checkbox isSelected={chosen} onChange={onChange} isDisabled={!allowed}>
          {label}
        </Checkbox>
        <StateMark state={state} small>
          {word}
        </StateMark>
      </span>
      {why ? <p className="pl-7 text-note text-ink2">{why}</p> : null}
    </li>
  )
}

/** Which languages. Japanese always goes out. */
export function LanguageChoice({ form, set }: Part) {
  const words = useMessages(composeMessages)
  return (
    <CheckList
      label={words.languages}
      options={[
        { id: 'ja', label: words.japanese, note: words.japaneseNote, isDisabled: true },
        { id: 'ja-easy', label: words.easy, note: words.easyNote },
      ]}
      value={form.languages}
      onChange={(ids) =>
        set((last) => ({ ...last, languages: ids.includes('ja-easy') ? ['ja', 'ja-easy'] : ['ja'] }))
      }
    />
  )
}
