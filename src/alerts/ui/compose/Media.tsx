import { CheckList, useMessages } from '#design/index.ts'
import type { MediumView } from '../api.ts'
import { alertMessages } from '../messages.ts'
import type { Part } from './field.ts'
import { composeMessages } from './words.ts'

/** Which media and which languages; a medium that is off says why and can still be chosen, to be handed over on paper. */
export function MediaChoice({ form, set, errorOf, media }: Part & { media: readonly MediumView[] }) {
  const words = useMessages(composeMessages)
  const shared = useMessages(alertMessages)
  const note = (one: MediumView) => {
    if (!one.kinds.includes(form.kind)) return words.notForKind(shared[form.kind])
    if (one.off !== null) return one.off
    if (one.proof && !one.proof.ok) return one.proof.reason || words.failing
    return words.usable
  }
  const options = media.map((one) => ({
    id: one.name,
    label: one.label,
    note: note(one),
    isDisabled: !one.kinds.includes(form.kind),
  }))
  return (
    <>
      <div id="field-media">
        <CheckList
          label={words.media}
          hint={words.chosen(form.media.length, options.filter((one) => !one.isDisabled).length)}
          options={options}
          value={form.media}
          onChange={(names) =>
            set((last) => ({
              ...last,
              mediaSet: true,
              media: media.map(({ name }) => name).filter((name) => names.includes(name)),
            }))
          }
          error={errorOf('media')}
        />
      </div>
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
    </>
  )
}
