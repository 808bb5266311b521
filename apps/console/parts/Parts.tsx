import type { ReactNode } from 'react'
import { useState } from 'react'
import { DrillFrame, type Locale, SegmentedChoice, useLocale } from '#design/index.ts'
import { AirParts } from './AirParts.tsx'
import { FieldParts } from './FieldParts.tsx'
import { ListParts } from './ListParts.tsx'
import { MapParts } from './MapParts.tsx'
import { PreviewParts } from './PreviewParts.tsx'
import { StateParts } from './StateParts.tsx'

/** Every component in its states on one page, for the eye, for pictures and for axe. */
export function Parts() {
  const { locale, setLocale } = useLocale()
  const [drill, setDrill] = useState(new URLSearchParams(location.search).has('drill'))
  return (
    <DrillFrame drill={drill ? { title: '総合防災訓練　結川の洪水を想定。' } : null} now={sampleNow}>
      <main className="mx-auto flex max-w-[1360px] flex-col gap-10 bg-paper p-4 tablet:p-10">
        <h1 className="text-title font-bold">部品</h1>
        <div className="flex flex-wrap gap-8">
          <SegmentedChoice<Locale>
            label="ことば"
            value={locale}
            onChange={setLocale}
            options={[
              { id: 'ja', label: '日本語' },
              { id: 'en', label: 'English' },
            ]}
          />
          <SegmentedChoice
            label="本番か訓練か"
            value={drill ? 'drill' : 'live'}
            onChange={(id) => setDrill(id === 'drill')}
            options={[
              { id: 'live', label: '本番' },
              { id: 'drill', label: '訓練' },
            ]}
          />
        </div>
        <StateParts />
        <FieldParts />
        <ListParts />
        <AirParts />
        <MapParts />
        <PreviewParts />
      </main>
    </DrillFrame>
  )
}

/** The moment of the story; fixed, so that two pictures of the gallery are the same. */
export const sampleNow = '2026-11-22T18:43:54+09:00'

/** A titled part of the gallery. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-5 border-t border-line2 pt-4">
      <h2 className="text-name font-bold">{title}</h2>
      {children}
    </section>
  )
}
