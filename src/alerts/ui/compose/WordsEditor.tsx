import { TextArea, TextField, useMessages } from '#design/index.ts'
import type { Wordings } from '../../schema.ts'
import { composeMessages } from './words.ts'

export type Words = Wordings[string][string]

/** The words of one medium as fields. An emptied field falls back to what the medium makes. */
export function WordsEditor({ words: edited, onWords }: { words: Words; onWords: (words: Words) => void }) {
  const words = useMessages(composeMessages)
  return (
    <div className="flex flex-col gap-3">
      <p className="text-note text-ink2">{words.editing}</p>
      {edited.title !== undefined ? (
        <TextField
          label={words.subject}
          value={edited.title}
          onChange={(title) => onWords({ ...edited, title })}
        />
      ) : null}
      <TextArea
        label={words.words}
        value={edited.text}
        onChange={(text) => onWords({ ...edited, text })}
        rows={8}
        autoFocus
      />
      {edited.kana !== undefined ? (
        <TextArea
          label={words.kana}
          value={edited.kana}
          onChange={(kana) => onWords({ ...edited, kana })}
          rows={4}
        />
      ) : null}
    </div>
  )
}
