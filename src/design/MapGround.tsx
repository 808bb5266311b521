import { useId } from 'react'
import { smoothPath } from './map-path.ts'
import { linesOf, type MapFeature, middleOf, type Projection, scaleLength } from './map-shape.ts'

interface GroundProps {
  /** `under` the colours of the levels: paper and roads. `over` them: river, borders, railway. */
  part: 'under' | 'over'
  features: readonly MapFeature[]
  projection: Projection
  /** The districts' outlines; together they are the city. */
  outline: readonly string[]
}

/** What the districts lie upon. */
export function Ground({ part, features, projection, outline }: GroundProps) {
  const clip = useId()
  const lines = (kind: MapFeature['properties']['kind']) =>
    features
      .filter((feature) => feature.properties.kind === kind)
      .flatMap((feature) => linesOf(feature.geometry))
      .map((line) => smoothPath(line.map(projection.place)))
      .join('')
  if (part === 'under') {
    return (
      <g fill="none">
        <path d={lines('road')} stroke="#fff" strokeWidth="5.4" />
        <path d={outline.join('')} stroke="var(--ink3)" strokeWidth="3" />
        <path d={outline.join('')} fill="#fff" />
        <clipPath id={clip}>
          <path d={outline.join('')} />
        </clipPath>
        <path d={lines('road')} stroke="#ececec" strokeWidth="6.3" clipPath={`url(#${clip})`} />
      </g>
    )
  }
  const [river, railway] = [lines('river'), lines('railway')]
  return (
    <g fill="none">
      <path d={river} stroke="#fff" strokeWidth="15" strokeLinejoin="round" />
      <path d={river} stroke="var(--water)" strokeWidth="10.8" strokeLinejoin="round" />
      <path d={outline.join('')} stroke="#999" strokeWidth="1" />
      <path d={railway} stroke="var(--ink2)" strokeWidth="5" />
      <path d={railway} stroke="#fff" strokeWidth="3" strokeDasharray="9 9" />
    </g>
  )
}

interface FurnitureProps {
  features: readonly MapFeature[]
  projection: Projection
  width: number
  height: number
  drill?: boolean
}

const halo = { stroke: '#fff', strokeWidth: 4, strokeLinejoin: 'round', paintOrder: 'stroke' } as const

/** Names of river, railway, stations and neighbours (on a small map the river alone); scale bar and north arrow; 訓練 in two corners of a drill. */
export function Furniture({ features, projection, width, height, drill }: FurnitureProps) {
  const named = width < 480 ? features.filter((feature) => feature.properties.kind === 'river') : features
  const bar = scaleLength(projection.kilometre_px, width / 6)
  return (
    <>
      {named.map((feature) => (
        <FeatureName
          key={`${feature.properties.kind}${feature.properties.name}`}
          feature={feature}
          projection={projection}
        />
      ))}
      <g transform={`translate(${width - 50 - bar.px},20)`}>
        <path
          d={`M0 14h${bar.px}M0 9v10M${bar.px} 9v10`}
          stroke="var(--ink2)"
          strokeWidth="1.5"
          fill="none"
        />
        <text x={bar.px / 2} y="9" textAnchor="middle" fontSize="14" fill="var(--ink2)">
          {bar.km >= 1 ? `${bar.km} km` : `${bar.km * 1000} m`}
        </text>
        <path d={`M${bar.px + 26} 0l6 18-6-4-6 4z`} fill="var(--ink2)" />
      </g>
      {drill ? (
        <g fontSize="40" fontWeight="700" fill="#d9b8a4">
          <text x="16" y="70">
            訓練
          </text>
          <text x={width - 16} y={height - 40} textAnchor="end">
            訓練
          </text>
        </g>
      ) : null}
    </>
  )
}

function FeatureName({ feature, projection }: { feature: MapFeature; projection: Projection }) {
  const { kind, name, label } = feature.properties
  if (kind === 'district' || kind === 'road' || !name) return null
  if (!label && kind !== 'station') return null
  const [x, y] = projection.place(label ?? middleOf(feature))
  if (kind === 'station') return <Station feature={feature} x={x} y={y} projection={projection} name={name} />
  const look =
    kind === 'river'
      ? { fill: 'var(--water-ink)', fontWeight: 700 }
      : kind === 'railway'
        ? { fill: 'var(--ink)', fontWeight: 700 }
        : { fill: 'var(--ink3)', fontWeight: 400 }
  return (
    <text x={x} y={y} fontSize="14" textAnchor="middle" {...look} {...halo}>
      {name}
    </text>
  )
}

interface StationProps {
  feature: MapFeature
  projection: Projection
  name: string
  x: number
  y: number
}

function Station({ feature, projection, name, x, y }: StationProps) {
  const [at = [0, 0]] = linesOf(feature.geometry)[0] ?? []
  const [cx, cy] = projection.place(at)
  const beside = feature.properties.label ? { x, y } : { x: cx, y: cy + 24 }
  return (
    <>
      <rect
        x={cx - 12}
        y={cy - 5}
        width="24"
        height="10"
        rx="2"
        fill="#fff"
        stroke="var(--ink)"
        strokeWidth="2"
      />
      <text {...beside} fontSize="14" textAnchor="middle" fill="var(--ink)" {...halo}>
        {name}
      </text>
    </>
  )
}
