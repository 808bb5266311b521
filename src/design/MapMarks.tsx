import type { Position } from 'geojson'
import type { Projection } from './map-shape.ts'

/** A place on the map. Shapes are those of the states: ▲ help, ● answered, ○ no answer; ◆ closed road; a box for a facility. */
export interface MapMark {
  id: string
  at: Position
  kind: 'help' | 'answered' | 'silent' | 'closed' | 'facility'
  /** Its name; needed for `closed` and `facility`. */
  name?: string
  /** After the name: 「あと140人」. */
  note?: string
}

const halo = { stroke: '#fff', strokeWidth: 4, strokeLinejoin: 'round', paintOrder: 'stroke' } as const

/** Draws the places; those that need help lie on top. */
export function MapMarks({ places, projection }: { places: readonly MapMark[]; projection: Projection }) {
  const order = { answered: 0, silent: 1, closed: 2, facility: 3, help: 4 }
  return [...places]
    .sort((a, b) => order[a.kind] - order[b.kind])
    .map((place) => {
      const [x, y] = projection.place(place.at)
      return (
        <g key={place.id} transform={`translate(${x.toFixed(1)},${y.toFixed(1)})`}>
          <Shape place={place} />
        </g>
      )
    })
}

function Shape({ place }: { place: MapMark }) {
  switch (place.kind) {
    case 'answered':
      return <circle r="3.5" fill="var(--ok)" />
    case 'silent':
      return <circle r="3.5" fill="#fff" stroke="var(--ink2)" strokeWidth="1.5" />
    case 'help':
      return <path d="M0 -8l8 14h-16z" fill="var(--bad)" stroke="#fff" strokeWidth="1.5" />
    case 'closed':
      return (
        <>
          <rect
            x="-6"
            y="-6"
            width="12"
            height="12"
            transform="rotate(45)"
            fill="#ffc700"
            stroke="var(--ink)"
            strokeWidth="1.5"
          />
          <text x="12" y="8" fontSize="14" fontWeight="700" fill="var(--ink)" {...halo}>
            {place.name} {place.note}
          </text>
        </>
      )
    case 'facility':
      return <Facility name={place.name ?? ''} note={place.note} />
  }
}

function Facility({ name, note }: { name: string; note?: string }) {
  const wide = [...name].length * 14 + [...(note ?? '')].length * 12 + (note ? 22 : 16)
  return (
    <>
      <path d="M0 0l-5 -7h10z" fill="var(--ink)" />
      <rect x={-wide / 2} y="-31" width={wide} height="24" rx="4" fill="#fff" stroke="var(--ink)" />
      <text y="-14" fontSize="14" textAnchor="middle" fill="var(--ink)">
        <tspan fontWeight="700">{name}</tspan>
        {note ? <tspan dx="6">{note}</tspan> : null}
      </text>
    </>
  )
}
