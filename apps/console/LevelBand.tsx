import { cx, Elapsed, formatTime, LevelBadge, LevelBlock, useLocale, useMessages } from '#design/index.ts'
import type { FrameFacts, LevelFacts } from './frame.ts'
import { frameMessages } from './words.ts'

/** The band under the header: which evacuation information is in force, where, since when; then what awaits approval. */
export function LevelBand({ facts }: { facts: FrameFacts }) {
  const words = useMessages(frameMessages)
  const standing = byHeight(facts.levels.filter((level) => !level.pending))
  const pending = byHeight(facts.levels.filter((level) => level.pending))
  const [top, ...others] = standing
  const drill = facts.drill !== null
  return (
    <section
      aria-label={words.levelsNow}
      className="flex min-h-12 flex-wrap items-stretch border-b border-line2 wide:flex-nowrap wide:whitespace-nowrap"
    >
      {top ? (
        <Top level={top} drill={drill} />
      ) : (
        <p className="flex items-center px-4 text-ink2">{words.none}</p>
      )}
      {others.map((level) => (
        <Other key={`${level.level}${level.since}`} level={level} drill={drill} />
      ))}
      {pending.map((level) => (
        <Other key={`${level.level}${level.since}pending`} level={level} drill={drill} />
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

function byHeight(levels: LevelFacts[]): LevelFacts[] {
  return [...levels].sort((a, b) => b.level - a.level)
}

function Top({ level, drill }: { level: LevelFacts; drill: boolean }) {
  const words = useMessages(frameMessages)
  return (
    <>
      <LevelBlock level={level.level} drill={drill} shape="band" />
      <p className="flex flex-wrap items-center gap-x-2 py-2 pr-6 pl-4">
        <b>{level.districts.join('・')}</b>
        <span className="text-ink2">
          {words.from(formatTime(level.since))} <Elapsed at={level.since} coarse />
        </span>
      </p>
    </>
  )
}

function Other({ level, drill }: { level: LevelFacts; drill: boolean }) {
  const words = useMessages(frameMessages)
  const { locale } = useLocale()
  return (
    <p className={cx('flex items-center gap-3 border-line px-4 py-2 wide:border-l wide:px-6')}>
      <LevelBadge
        level={level.level}
        word={locale === 'ja' ? level.word : undefined}
        pending={level.pending}
        drill={drill}
      />
      <span>
        <b>{level.districts.join('・')}</b>{' '}
        {level.pending ? words.pending : words.from(formatTime(level.since))}
      </span>
    </p>
  )
}
