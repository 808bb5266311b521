import { Button, DurationFigure, Figure, type TimeToAir, TimeToAirList } from '#design/index.ts'
import { Part } from './Parts.tsx'

const rows: TimeToAir[] = [
  {
    id: 'fm',
    label: 'FMラジオ',
    state: 'bad',
    word: '送れない',
    failed: { after_s: 10, word: '10秒待って返事なし' },
    note: '送出機が応答しない',
    action: <Button size={32}>原稿を印刷する</Button>,
  },
  {
    id: 'mail',
    label: '安全安心メール',
    state: 'go',
    word: '送っている',
    accepted_s: 0.9,
    progress: { done: 22_310, total: 41_906 },
    note: '41,906通のうち 22,310通',
  },
  {
    id: 'site',
    label: '市サイト',
    state: 'ok',
    word: '見えた',
    accepted_s: 0.5,
    visible_s: 1.6,
    note: '配信網の外から読めた',
  },
  {
    id: 'wifi',
    label: '駅前Wi-Fi',
    state: 'ok',
    word: '見えた',
    accepted_s: 0.2,
    visible_s: 2.1,
    note: '4か所の入口すべて',
  },
  { id: 'x', label: 'X', state: 'go', word: '送っている', accepted_s: 1.3, note: '投稿を読み返している' },
  { id: 'line', label: 'LINE', state: 'wait', word: '順番待ち', note: '前の配信のあとに出ます' },
  {
    id: 'cb',
    label: '緊急速報メール',
    state: 'ok',
    word: '見えた',
    accepted_s: 3.1,
    visible_s: 380,
    note: '3社の見本の電話が鳴った',
  },
]

/** The live page's figures and axis. */
export function AirParts() {
  return (
    <Part title="いま配信中">
      <div className="flex flex-wrap gap-x-14 gap-y-3">
        <DurationFigure label="最初に見えた" seconds={0.9} />
        <Figure label="受け付けた媒体" value="12" unit="/13" />
        <Figure label="1回以上届いた見込み" value="41,900" unit="人（91%）" />
        <DurationFigure label="承認から" seconds={74} className="ml-auto text-right" />
      </div>
      <TimeToAirList label="媒体ごとの様子" rows={rows} now_s={74} />
    </Part>
  )
}
