import type { Position } from 'geojson'
import { useId, useMemo } from 'react'
import { cx } from './cx.ts'
import { defineMessages, useMessages } from './i18n.ts'
import { type Level, levelColor, levelMessages, levelWord } from './level.ts'
import { Choice, DrillStripes, Name, PendingLine, Tint } from './MapDistrict.tsx'
import { Furniture, Ground } from './MapGround.tsx'
import { type MapMark, MapMarks } from './MapMarks.tsx'
import { straightPath, touchingPaths } from './map-path.ts'
import { fitProjection, linesOf, type MapFeature, middleOf, type Projection } from './map-shape.ts'
import { useWidth } from './width.ts'

const messages = defineMessages({
  ja: {
    map: (districts: number) => `${districts}住区の地図`,
    chosen: '選んだ',
    at: (name: string, what: string) => `${name} ${what}`,
    pending: '承認待ち',
  },
  en: {
    map: (districts) => `Map of ${districts} districts`,
    chosen: 'Chosen',
    at: (name, what) => `${name}: ${what}`,
    pending: 'awaiting approval',
  },
})

/** What is said about a district on the map. */
export interface DistrictMark {
  level?: Level
  /** Asked for, not yet approved: a dashed line, no fill of its own. */
  pending?: Level
}

interface DistrictMapProps {
  /** Districts (with `id`), river, railway, roads, stations, neighbours. */
  features: readonly MapFeature[]
  /** By district id. */
  marks?: Record<string, DistrictMark>
  /** Makes districts a choice: by click, and by Tab with Space or Enter. Put the same choice beside it in words. */
  selected?: readonly string[]
  onToggle?: (districtId: string) => void
  /** Colour of the chosen districts; the accent when none. */
  selectLevel?: Level
  /** Homes, facilities, closed roads. */
  places?: readonly MapMark[]
  /** All of the map is a drill: stripes and 訓練 in place of the official colours, 訓練 in two corners. Never for a level in earnest. */
  drill?: boolean
  /** Width ÷ height. The map fills the width of its place and is drawn for it, so letters keep their size. */
  ratio?: number
  /** Bends the outlines. Leave on for drawn districts, off for surveyed ones. */
  smooth?: boolean
  label?: string
  className?: string
}

/** The city's districts as a drawing: no tiles, no outside server. Colour carries level only, always with its word. */
export function DistrictMap(props: DistrictMapProps) {
  const {
    features,
    marks = {},
    selected,
    onToggle,
    places = [],
    drill,
    ratio = 640 / 472,
    smooth = true,
  } = props
  const words = useMessages(messages)
  const [box, width] = useWidth<SVGSVGElement>(640)
  const height = Math.round(width / ratio)
  const { projection, districts } = useShapes(features, width, height, smooth)
  const said = useSaid(districts, marks, drill)
  const stripes = useId()
  const label = props.label ?? words.map(districts.length)
  const spoken = onToggle ? label : [label, ...said].join('。')
  return (
    <svg
      ref={box}
      viewBox={`0 0 ${width} ${height}`}
      role={onToggle ? 'group' : 'img'}
      aria-label={spoken}
      className={cx('block h-auto w-full', props.className)}
      style={{ aspectRatio: ratio }}
    >
      {drill ? <DrillStripes id={stripes} /> : null}
      <rect width={width} height={height} fill="var(--soft)" />
      <Ground
        part="under"
        features={features}
        projection={projection}
        outline={districts.map((each) => each.path)}
      />
      {districts.map((district) => (
        <Tint
          key={district.id}
          path={district.path}
          mark={marks[district.id]}
          stripes={drill ? stripes : undefined}
        />
      ))}
      <Ground
        part="over"
        features={features}
        projection={projection}
        outline={districts.map((each) => each.path)}
      />
      {districts.map((district) => (
        <PendingLine key={district.id} path={district.path} level={marks[district.id]?.pending} />
      ))}
      {districts.map((district) => (
        <Choice
          key={district.id}
          name={district.name}
          path={district.path}
          chosen={selected?.includes(district.id) ?? false}
          color={props.selectLevel ? levelColor[props.selectLevel] : 'var(--accent)'}
          onToggle={onToggle ? () => onToggle(district.id) : undefined}
        />
      ))}
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of shapes takes no focus; its words are in the label */}
      <g className="pointer-events-none" aria-hidden="true">
        {districts.map((district) => (
          <Name
            key={district.id}
            at={projection.place(district.label)}
            name={district.name}
            level={marks[district.id]?.level}
            chosen={selected?.includes(district.id) ? words.chosen : undefined}
            drill={drill}
            narrow={width < 480}
          />
        ))}
        <MapMarks places={places} projection={projection} />
        <Furniture features={features} projection={projection} width={width} height={height} drill={drill} />
      </g>
    </svg>
  )
}

interface Shape {
  id: string
  name: string
  path: string
  label: Position
}

function useShapes(features: readonly MapFeature[], width: number, height: number, smooth: boolean) {
  return useMemo(() => {
    const projection: Projection = fitProjection(features, width, height, Math.min(width, height) * 0.04)
    const found = features.filter((feature) => feature.properties.kind === 'district')
    const areas = found.map((feature) => linesOf(feature.geometry).map((ring) => ring.map(projection.place)))
    const paths = smooth
      ? touchingPaths(areas)
      : areas.map((rings) => rings.map((ring) => straightPath(ring, true)).join(''))
    const districts: Shape[] = found.map((feature, index) => ({
      id: feature.properties.id ?? feature.properties.name ?? String(index),
      name: feature.properties.name ?? '',
      path: paths[index] ?? '',
      label: feature.properties.label ?? middleOf(feature),
    }))
    return { projection, districts }
  }, [features, width, height, smooth])
}

/** The map in words, for those who cannot see it. */
function useSaid(
  districts: readonly Shape[],
  marks: Record<string, DistrictMark>,
  drill: boolean | undefined,
): string[] {
  const words = useMessages(messages)
  const levels = useMessages(levelMessages)
  const first = drill ? `${levels.drill} ` : ''
  return districts.flatMap(({ id, name }) => {
    const mark = marks[id]
    const said = [
      mark?.level ? `${first}${levels.level(mark.level)} ${levelWord(levels, mark.level)}` : undefined,
      mark?.pending ? `${first}${levelWord(levels, mark.pending)} ${words.pending}` : undefined,
    ].filter((each) => each !== undefined)
    return said.length > 0 ? [words.at(name, said.join(' '))] : []
  })
}
