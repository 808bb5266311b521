import {
  Age,
  Button,
  ButtonLink,
  type ButtonTone,
  Chip,
  Clock,
  Elapsed,
  type Level,
  LevelBadge,
  LevelBlock,
  type State,
  StateMark,
  TextLink,
} from '#design/index.ts'
import { Part, sampleNow } from './Parts.tsx'

const tones: [ButtonTone, string][] = [
  ['primary', '配信する'],
  ['secondary', '訂正の用意を見る'],
  ['quiet', '差し戻す'],
  ['danger', '取り消す'],
]
const states: [State, string][] = [
  ['ok', '見えた'],
  ['wait', '承認待ち'],
  ['warn', '言い直す'],
  ['bad', '送れない'],
  ['go', '送っている'],
]
const levels: Level[] = [5, 4, 3, 2, 1, 0]

/** Buttons, states, levels, chips, times. */
export function StateParts() {
  return (
    <>
      <Part title="ボタン">
        {([56, 48, 40, 32] as const).map((size) => (
          <div key={size} className="flex flex-wrap items-center gap-3">
            {tones.map(([tone, word]) => (
              <Button key={tone} tone={tone} size={size}>
                {word}
              </Button>
            ))}
            <Button tone="primary" size={size} isDisabled>
              使えない
            </Button>
            <Button tone="primary" size={size} busy>
              送っています
            </Button>
          </div>
        ))}
        <div className="flex flex-wrap items-center gap-6">
          <ButtonLink href="/alerts" tone="primary" size={48}>
            承認へ進む
          </ButtonLink>
          <TextLink href="/alerts">出した文を見る</TextLink>
        </div>
      </Part>
      <Part title="状態・レベル・札">
        <div className="flex flex-wrap gap-8">
          {states.map(([state, word]) => (
            <StateMark key={state} state={state}>
              {word}
            </StateMark>
          ))}
          <StateMark state="ok" plain>
            同じ文は24時間出ていません
          </StateMark>
        </div>
        <div className="flex flex-wrap gap-3">
          {levels.map((level) => (
            <LevelBadge key={level} level={level} />
          ))}
        </div>
        <div className="flex flex-wrap gap-3">
          {levels.map((level) => (
            <LevelBadge key={level} level={level} pending />
          ))}
          <LevelBadge level={4} drill />
          <LevelBadge level={4} pending drill />
        </div>
        <div className="flex flex-wrap gap-3">
          {levels.map((level) => (
            <LevelBlock key={level} level={level} />
          ))}
          <LevelBlock level={4} drill />
        </div>
        <LevelBlock level={4} shape="bar" />
        <div className="flex flex-wrap gap-2">
          <Chip>浸水想定</Chip>
          <Chip tone="bad">助けを求めた</Chip>
          <Chip tone="warn">電源依存 残り2時間</Chip>
          <Chip tone="ok">家族が確認</Chip>
          <Chip tone="dark">デモ</Chip>
        </div>
        <div className="flex flex-wrap items-center gap-8">
          <Clock date now={sampleNow} />
          <Age at="2026-11-22T18:43:42+09:00" now={sampleNow} />
          <Elapsed at="2026-11-22T18:42:40+09:00" now={sampleNow} className="font-bold" />
        </div>
      </Part>
    </>
  )
}
