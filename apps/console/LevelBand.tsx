import { Elapsed, formatTime, LevelBadge, LevelBlock, useLocale, useMessages } from '#design/index.ts'
import { bandOf } from './band.ts'
import type { FrameFacts, LevelFacts } from './frame.ts'
import { frameMessages } from './words.ts'

/**
 * The band under the header: which evacuation information is in force, where, since when; then what awaits approval.
 * What is in earnest stands first. A drill takes the large block only where the whole console is in one.
 */
export function LevelBand({ facts }: { facts: FrameFacts }) {
  const words = useMessages(frameMessages)
  const inDrill = facts.drill !== null
  const { top, others } = bandOf(facts.levels, inDrill)
  return (
    <section
      aria-label={words.levelsNow}
      className="flex min-h-12 flex-wrap items-stretch border-b border-line2 full:flex-nowrap full:whitespace-nowrap"
    >
      {top ? (
        <Top level={top} inDrill={inDrill} />
      ) : (
        <p className="flex items-center px-4 py-2 text-ink2">{words.none}</p>
      )}
      {others.map((level) => (
        <Other key={JSON.stringify(level)} level={level} inDrill={inDrill} />
      ))}
      <div className="flex-1" />
      {facts.nextReview ? (
        <p className="hidden items-center gap-2 px-6 text-ink2 wide:flex">
          {words.review} <b>{formatTime(facts.nextReview)}</b>
        </p>
      ) : null}
    </section>
  )
}

interface LevelProps {
  level: LevelFacts
  inDrill: boolean
}

function Top({ level, inDrill }: LevelProps) {
  const words = useMessages(frameMessages)
  return (
    <>
      <LevelBlock level={level.level} drill={level.drill} shape="band" />
      <p className="flex flex-wrap items-center gap-x-2 py-2 pr-6 pl-4">
        <b>{level.districts.join('・')}</b>
        <span className="text-ink2">
          {words.from(formatTime(level.since))} <Elapsed at={level.since} coarse />
        </span>
        {inDrill && !level.drill ? <b className="text-bad">{words.inEarnest}</b> : null}
      </p>
    </>
  )
}

function Other({ level, inDrill }: LevelProps) {
  const words = useMessages(frameMessages)
  const { locale } = useLocale()
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line px-4 py-2 wide:border-l wide:px-6">
      <LevelBadge
        level={level.level}
        word={locale === 'ja' ? level.word : undefined}
        pending={level.pending}
        drill={level.drill}
      />
      <span>
        <b>{level.districts.join('・')}</b>{' '}
        {level.pending ? words.pending : words.from(formatTime(level.since))}
      </span>
      {inDrill && !level.drill ? <b className="text-bad">{words.inEarnest}</b> : null}
    </p>
  )
}
