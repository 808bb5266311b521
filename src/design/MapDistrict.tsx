import type { KeyboardEvent } from 'react'
import { useMessages } from './i18n.ts'
import { type Level, levelColor, levelMessages, levelWord } from './level.ts'

/** The colour of a level, as a tint that the words on it survive. */
export function Tint({ path, mark }: { path: string; mark?: { level?: Level; pending?: Level } }) {
  if (!mark?.level) return null
  const color = levelColor[mark.level]
  return (
    <path
      d={path}
      fill={color}
      fillOpacity={mark.level === 1 ? 1 : 0.2}
      stroke={mark.pending === undefined && mark.level > 1 ? color : 'none'}
      strokeWidth="3"
    />
  )
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
  drill?: boolean
  /** A small map: the level as 「レベル3」. */
  narrow?: boolean
}

/** A name, and below it the level or 「選んだ」. */
export function Name({ at: [x, y], name, level, chosen, drill, narrow }: NameProps) {
  const levels = useMessages(levelMessages)
  const said = narrow ? levels.short(level ?? 0) : `${level} ${level ? levelWord(levels, level) : ''}`
  const tag = level ? `${drill ? '訓練 ' : ''}${said}` : undefined
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
          <rect x={x - wide / 2} y={y + 8} width={wide} height="24" rx="4" fill={levelColor[level]} />
          <text
            x={x}
            y={y + 25}
            textAnchor="middle"
            fontSize="14"
            fontWeight="700"
            fill={level > 3 ? '#fff' : '#000'}
          >
            {tag}
          </text>
        </>
      ) : null}
    </>
  )
}
