import { useQuery } from '@tanstack/react-query'
import { type MapFeature, Notice, TextLink, useLocale, useMessages } from '#design/index.ts'
import { approvalQuery, type DraftView, type FrameView, type MediumView } from '../api.ts'
import { Correcting } from './Correcting.tsx'
import { DrillSwitch } from './DrillSwitch.tsx'
import { ContactField, WhatFields, WhyFields } from './Facts.tsx'
import type { Part } from './field.ts'
import { LanguageChoice, MediaChoice } from './Media.tsx'
import { Place } from './Place.tsx'
import { Shelters } from './Shelters.tsx'
import { Times } from './Times.tsx'
import { composeMessages, titles } from './words.ts'

export interface LeftColumnProps extends Part {
  media: readonly MediumView[]
  features: readonly MapFeature[]
  frame: FrameView
  draft: DraftView['draft'] | null
}

/** The facts, from what to how. */
export function LeftColumn(props: LeftColumnProps) {
  const { media, features, frame, draft, ...part } = props
  const { form, set } = part
  const { locale } = useLocale()
  const words = useMessages(composeMessages)
  return (
    <div className="flex min-w-0 flex-col gap-7 px-4 pt-5 pb-10 desk:px-6">
      <div className="flex flex-col gap-4">
        <h1 className="text-title font-bold">
          {form.drill ? words.drillMark : ''}
          {titles[locale][form.type]}
        </h1>
        {draft?.step === 'returned' ? <Returned draftId={draft.id} /> : null}
        <SourceLine draft={draft} />
        <div id="field-drill">
          <DrillSwitch
            drill={form.drill}
            onChange={(drill) => set((last) => ({ ...last, drill }))}
            isDisabled={form.type !== 'alert'}
          />
        </div>
        {frame.drill && !form.drill ? (
          <Notice state="bad" title={words.liveInDrill}>
            {words.liveInDrillText}
          </Notice>
        ) : null}
      </div>
      <Correcting {...part} />
      <WhatFields {...part} />
      <Place {...part} features={features} districtWord={frame.city.districtWord ?? words.districts} />
      <WhyFields {...part} />
      {form.type === 'cancel' ? null : <Shelters {...part} />}
      <Times {...part} />
      <ContactField {...part} />
      <MediaChoice {...part} media={media} />
      <LanguageChoice {...part} />
    </div>
  )
}

/** Where the draft came from, when no person began it. */
function SourceLine({ draft }: { draft: DraftView['draft'] | null }) {
  const words = useMessages(composeMessages)
  if (!draft || draft.source.kind === 'person' || draft.source.kind === 'correction') return null
  return <Notice title={words.from(draft.source.title ?? words.fromUnknown)} />
}

/** Who gave it back, and why. */
function Returned({ draftId }: { draftId: string }) {
  const words = useMessages(composeMessages)
  const page = useQuery(approvalQuery(draftId))
  const step = page.data?.steps.findLast((one) => one.step === 'returned')
  if (!step) return null
  return (
    <Notice
      state="warn"
      title={words.returned(step.who)}
      actions={<TextLink href={`/alerts/drafts/${draftId}/approve`}>{words.toApproval}</TextLink>}
    >
      <p className="text-ink">{step.reason}</p>
    </Notice>
  )
}
