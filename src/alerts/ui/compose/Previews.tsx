import { useState } from 'react'
import { Button, Card, EmptyState, Notice, Skeleton, Tabs, useMessages } from '#design/index.ts'
import type { Language } from '../../schema.ts'
import { alertMessages, languageNames } from '../messages.ts'
import { type ComposeForm, setWording } from './form.ts'
import { PreviewCard } from './PreviewCard.tsx'
import type { usePreview } from './preview.ts'
import { composeMessages } from './words.ts'

/** Stands last, over the whole width: a page needs it. */
const site = 'city-site'

interface PreviewsProps {
  form: ComposeForm
  set: (change: (form: ComposeForm) => ComposeForm) => void
  state: ReturnType<typeof usePreview>
  /** Something must be mended before a new preview can be made. */
  waits: boolean
  address: string
}

/** 見え方: every chosen medium as it will look, in each language. */
export function Previews({ form, set, state, waits, address }: PreviewsProps) {
  const words = useMessages(composeMessages)
  const [chosen, setChosen] = useState<Language>('ja')
  const language = form.languages.includes(chosen) ? chosen : 'ja'
  const head = (
    <h2 id="previews" tabIndex={-1} className="text-title font-bold">
      {words.previews}
    </h2>
  )
  const body = (
    <Cards form={form} set={set} state={state} waits={waits} address={address} language={language} />
  )
  return (
    <section
      aria-labelledby="previews"
      aria-busy={state.asking}
      className="min-w-0 bg-soft desk:border-l desk:border-line2"
    >
      <div className="px-4 pt-5 pb-8 desk:sticky desk:top-0 desk:max-h-[calc(100dvh-81px)] desk:overflow-y-auto desk:px-6">
        {form.languages.length > 1 ? (
          <Tabs<Language>
            label={words.languages}
            tabs={form.languages.map((id) => ({
              id,
              label: languageNames[id],
              note: id === 'ja' ? words.original : words.made,
            }))}
            value={language}
            onChange={setChosen}
            head={head}
          >
            {body}
          </Tabs>
        ) : (
          <>
            <div className="mb-4 flex min-h-13 items-end">{head}</div>
            {body}
          </>
        )}
      </div>
    </section>
  )
}

function Cards({ form, set, state, waits, address, language }: PreviewsProps & { language: Language }) {
  const words = useMessages(composeMessages)
  const shared = useMessages(alertMessages)
  const { preview, fault, retry } = state
  if (form.media.length === 0) return <EmptyState title={words.noMedia}>{words.noMediaText}</EmptyState>
  const media = preview?.media.filter((one) => form.media.includes(one.medium)) ?? []
  return (
    <div className="flex flex-col gap-4">
      {fault ? (
        <Notice
          state="bad"
          live
          title={`${words.previewBroken}：${fault.title}`}
          actions={<Button onPress={retry}>{shared.retry}</Button>}
        >
          {preview ? words.previewKept : words.previewNone}
        </Notice>
      ) : waits ? (
        <Notice state="wait" title={words.previewWaits} />
      ) : null}
      {preview
        ? [media.filter((one) => one.medium !== site), media.filter((one) => one.medium === site)].map(
            (group, at) => (
              <div
                key={at === 0 ? 'others' : site}
                className="grid grid-cols-1 gap-4 empty:hidden tablet:grid-cols-[repeat(auto-fit,minmax(300px,1fr))]"
              >
                {group.map((medium) => (
                  <PreviewCard
                    key={medium.medium}
                    medium={medium}
                    language={language}
                    preview={preview}
                    address={address}
                    words={form.wordings[medium.medium]?.[language]}
                    onWords={(next) => set((last) => setWording(last, medium.medium, language, next))}
                  />
                ))}
              </div>
            ),
          )
        : fault
          ? null
          : form.media.map((name) => (
              <Card key={name}>
                <Skeleton lines={6} />
              </Card>
            ))}
    </div>
  )
}
