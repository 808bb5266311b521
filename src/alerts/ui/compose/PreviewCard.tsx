import { type ReactNode, useState } from 'react'
import { Button, Card, StateMark, useMessages } from '#design/index.ts'
import type { Finding, Language } from '../../schema.ts'
import type { PreviewView } from '../api.ts'
import { Look } from './Look.tsx'
import { type Words, WordsEditor } from './WordsEditor.tsx'
import { composeMessages } from './words.ts'

type MediumPreview = PreviewView['media'][number]

interface PreviewCardProps {
  medium: MediumPreview
  language: Language
  preview: PreviewView
  /** The city's own public address, as in the address bar. */
  address: string
  /** The words as they are being edited, if they are. */
  words: Words | undefined
  onWords: (words: Words | null) => void
}

/** One medium as it will look, what was found about it, and the way to change its words. */
export function PreviewCard({
  medium,
  language,
  preview,
  address,
  words: edited,
  onWords,
}: PreviewCardProps) {
  const words = useMessages(composeMessages)
  const [open, setOpen] = useState(false)
  const shown = medium.renditions.find((one) => one.language === language)
  const rendition = shown && edited ? { ...shown.rendition, ...filled(edited) } : shown?.rendition
  const editing = open && edited !== undefined
  const edit = () => {
    if (!rendition) return
    const { title, text, kana } = rendition
    if (!edited) onWords({ text, ...(title !== undefined && { title }), ...(kana !== undefined && { kana }) })
    setOpen(true)
  }
  return (
    <div id={`medium-${medium.medium}`} className="flex min-w-0 flex-col">
      <Card
        title={medium.label}
        aside={rendition ? words.characters([...rendition.text].length) : undefined}
        className="flex-1"
        footer={
          <Foot medium={medium} findings={shown?.findings ?? []} edited={edited !== undefined && !editing}>
            {rendition && !editing ? (
              <Button size={32} tone="quiet" onPress={edit} aria-label={words.editOf(medium.label)}>
                {words.edit}
              </Button>
            ) : null}
            {edited ? (
              <Button
                size={32}
                tone="quiet"
                aria-label={words.undoOf(medium.label)}
                onPress={() => {
                  onWords(null)
                  setOpen(false)
                }}
              >
                {words.undo}
              </Button>
            ) : null}
            {editing ? (
              <Button size={32} tone="quiet" onPress={() => setOpen(false)}>
                {words.done}
              </Button>
            ) : null}
          </Foot>
        }
      >
        {medium.off !== null ? (
          <div className="mb-3">
            <StateMark state="bad">{words.off}</StateMark>
            <p>{medium.off}</p>
          </div>
        ) : null}
        {editing ? (
          <WordsEditor words={edited} onWords={onWords} />
        ) : rendition ? (
          <Look medium={medium.medium} rendition={rendition} preview={preview} address={address} />
        ) : null}
      </Card>
    </div>
  )
}

/** An emptied field falls back to the words that the medium makes, as on the server. */
function filled(words: Words): Partial<Words> {
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined && value !== ''))
}

function Foot(props: {
  medium: MediumPreview
  findings: readonly Finding[]
  edited: boolean
  children: ReactNode
}) {
  const words = useMessages(composeMessages)
  const { medium, findings, edited, children } = props
  const states = { stop: 'bad', confirm: 'warn', look: 'warn', good: 'ok' } as const
  return (
    <div className="flex flex-col gap-2 border-t border-line pt-3">
      {findings.map((finding) => (
        <div key={`${finding.code} ${finding.message}`}>
          <StateMark state={states[finding.severity]}>{finding.message}</StateMark>
          {finding.mend ? <p className="pl-[18px]">{finding.mend}</p> : null}
        </div>
      ))}
      {findings.length === 0 && medium.off === null ? (
        <StateMark state="ok">{words.noFinding}</StateMark>
      ) : null}
      {edited ? <StateMark state="go">{words.edited}</StateMark> : null}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <span className="text-ink2">{words.correction(medium.correctionWords)}</span>
        <span className="flex flex-wrap gap-2">{children}</span>
      </div>
    </div>
  )
}
