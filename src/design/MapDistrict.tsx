import type { KeyboardEvent } from 'react'
import { useMessages } from './i18n.ts'
import { type Level, levelColor, levelMessages, levelWord } from './level.ts'

/** The stripes that fill a district of a drill. Named by `id`, once in a map. */
export function DrillStripes({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={id} width="14" height="14" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="5" height="14" fill="var(--drill)" fillOpacity="0.4" />
      </pattern>
    </defs>
  )
}

interface TintProps {
  path: string
  mark?: { level?: Level; pending?: Level }
  /** In a drill: the id of `DrillStripes`. */
  stripes?: string
}

/** The colour of a level, as a tint that the words on it survive; stripes in a drill. */
export function Tint({ path, mark, stripes }: TintProps) {
  if (!mark?.level) return null
  const color = stripes ? 'var(--drill)' : levelColor[mark.level]
  const lined = mark.pending === undefined && (stripes || mark.level > 1)
  return (
    <path
      d={path}
      fill={stripes ? `url(#${stripes})` : color}
      fillOpacity={stripes || mark.level === 1 ? 1 : 0.2}
      stroke={lined ? color : 'none'}
      strokeWidth="3"
    />
  )
}

/** The dashed outline of a level that waits for approval. */
export function PendingLine({ path, level }: { path: string; level?: Level }) {
  if (level === undefined) return null
  return <path d={path} fill="none" stroke={levelColor[level]} strokeWidth="3" strokeDasharray="9 7" />
}

interface ChoiceProps {
  name: string
  path: string
  chosen: boolean
  color: string
  onToggle?: () => void
}

/** A district as a tick box: by click, by Space, by Enter. */
export function Choice({ name, path, chosen, color, onToggle }: ChoiceProps) {
  if (!onToggle) return null
  const press = (event: KeyboardEvent) => {
    if (event.key !== ' ' && event.key !== 'Enter') return
    event.preventDefault()
    onToggle()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a shape of the map cannot be an input; it has the role, the name and the keys of one
    <path
      d={path}
      role="checkbox"
      aria-checked={chosen}
      aria-label={name}
      tabIndex={0}
      onClick={onToggle}
      onKeyDown={press}
      className="map-choice cursor-pointer"
      fill={color}
      fillOpacity={chosen ? 0.16 : 0}
      stroke={chosen ? color : 'transparent'}
      strokeWidth="3"
    />
  )
}

interface NameProps {
  at: [number, number]
  name: string
  level?: Level
  chosen?: string
  /** Puts 訓練 before the level, on paper with a striped line. */
  drill?: boolean
  /** A small map: the level as 「レベル3」. */
  narrow?: boolean
}

/** A name, and below it the level or 「選んだ」. */
export function Name({ at: [x, y], name, level, chosen, drill, narrow }: NameProps) {
  const levels = useMessages(levelMessages)
  const said = narrow ? levels.short(level ?? 0) : `${level} ${level ? levelWord(levels, level) : ''}`
  const tag = level ? `${drill ? `${levels.drill} ` : ''}${said}` : undefined
  const wide = tag ? [...tag].length * 14 + (narrow ? 8 : 32) : 68
  return (
    <>
      <text
        x={x}
        y={y}
        textAnchor="middle"
        fontSize={narrow ? 16 : 18}
        fontWeight="700"
        fill="var(--ink)"
        stroke="#fff"
        strokeWidth="4"
        strokeLinejoin="round"
        paintOrder="stroke"
      >
        {name}
      </text>
      {chosen ? (
        <>
          <rect x={x - 34} y={y + 6} width="68" height="20" rx="4" fill="var(--accent)" />
          <text x={x} y={y + 21} textAnchor="middle" fontSize="14" fontWeight="700" fill="#fff">
            {chosen}
          </text>
        </>
      ) : tag && level ? (
        <>
          <rect
            x={x - wide / 2}
            y={y + 8}
            width={wide}
            height="24"
            rx="4"
            fill={drill ? '#fff' : levelColor[level]}
            stroke={drill ? 'var(--drill)' : 'none'}
            strokeWidth="3"
            strokeDasharray="6 4"
          />
          <text
            x={x}
            y={y + 25}
            textAnchor="middle"
            fontSize="14"
            fontWeight="700"
            fill={level > 3 && !drill ? '#fff' : '#000'}
          >
            {tag}
          </text>
        </>
      ) : null}
    </>
  )
}
