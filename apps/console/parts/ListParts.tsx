import { useState } from 'react'
import {
  ActionCard,
  Busy,
  ButtonLink,
  Card,
  type Column,
  DataTable,
  EmptyState,
  ErrorState,
  LevelBadge,
  Menu,
  Notice,
  Progress,
  SectionHead,
  Skeleton,
  StateMark,
  Tabs,
  Timeline,
} from '#design/index.ts'
import { Part } from './Parts.tsx'

/** Lists, cards, tables and the states of a page. */
export function ListParts() {
  return (
    <>
      <Part title="一覧">
        <div className="grid gap-6 tablet:grid-cols-2">
          <div>
            <SectionHead title="いま" note="新しい順" />
            <Timeline label="いま" entries={events} markNewest />
          </div>
          <div>
            <SectionHead title="手を打つこと" note="2件・急ぐ順" />
            <Actions />
          </div>
        </div>
        <DataTable
          label="送った配信"
          columns={columns}
          rows={rows}
          rowId={(row) => row.id}
          sortedBy={{ id: 'at', descending: true }}
        />
        <Languages />
      </Part>
      <Part title="知らせ・空・誤り・待ち">
        <Notice title="結川 氾濫危険情報から下書きしました">気象庁・県 18:38発表（2分前）。</Notice>
        <Notice
          state="warn"
          title="自動の更新が止まっています"
          actions={<ButtonLink href="/">読みなおす</ButtonLink>}
        >
          この画面の数字は 18:42:05 のものです。
        </Notice>
        <Notice state="bad" title="作った人は承認できません">
          もう一人の承認者に頼んでください。
        </Notice>
        <Notice state="ok" title="下書きを保存しました" />
        <div className="grid gap-4 tablet:grid-cols-3">
          <Card title="空">
            <EmptyState
              title="配信中のものはありません"
              action={<ButtonLink href="/alerts/new">配信を作る</ButtonLink>}
            >
              承認された配信が、ここに媒体ごとに並びます。
            </EmptyState>
          </Card>
          <Card title="誤り">
            <ErrorState title="一覧を読めませんでした" onRetry={() => {}} reference="9f2c1a">
              この端末の通信を確かめてください。
            </ErrorState>
          </Card>
          <Card title="待ち" aside="41,906通">
            <Busy text="12媒体のつながりを確かめています" />
            <Skeleton />
            <div className="mt-4">
              <Progress label="送った通数" done={22_310} total={41_906} />
            </div>
          </Card>
        </div>
        <Menu
          label="いまの状態 災害。切り替える"
          buttonClass="flex h-10 w-fit items-center gap-2 rounded-box bg-ink px-3 font-bold text-white"
          items={[
            { id: 'normal', label: '平時', note: 'ふだんの画面と配信' },
            { id: 'disaster', label: '災害', note: '災害対応の画面に切り替える' },
          ]}
          current="disaster"
          onAction={() => {}}
        >
          災害
        </Menu>
      </Part>
    </>
  )
}

function Actions() {
  return (
    <ul className="flex flex-col gap-2">
      <ActionCard
        first
        badge={<LevelBadge level={4} pending />}
        title="承認待ち 1件"
        action={
          <ButtonLink href="/alerts/1" tone="primary" size={48}>
            承認へ進む
          </ButtonLink>
        }
      >
        川原・下沢の46,180人へ
        <span className="block text-ink2">伊藤さんが 45秒前に求めました</span>
      </ActionCard>
      <ActionCard title="FMラジオ 応答なし" action={<ButtonLink href="/settings">原稿を印刷する</ButtonLink>}>
        6分前から・局へ電話 1回
      </ActionCard>
    </ul>
  )
}

function Languages() {
  const [language, setLanguage] = useState<'ja' | 'easy' | 'en'>('ja')
  return (
    <Tabs
      label="ことば"
      head={<h3 className="text-title font-bold">見え方</h3>}
      value={language}
      onChange={setLanguage}
      tabs={[
        { id: 'ja', label: '日本語', note: '原文' },
        { id: 'easy', label: 'やさしい日本語', note: '確認ずみ' },
        { id: 'en', label: 'English', note: '未確認' },
      ]}
    >
      <p>{language === 'easy' ? 'かわから はなれてください。' : '川から離れてください。'}</p>
    </Tabs>
  )
}

const events = [
  {
    id: '1',
    at: '2026-11-22T18:41:00+09:00',
    source: '配信',
    text: '避難指示（川原・下沢）の承認を、伊藤さんが求めました',
    state: { state: 'wait' as const, word: '承認待ち' },
  },
  { id: '2', at: '2026-11-22T18:39:00+09:00', source: '気象庁', text: 'レベル4大雨危険警報（つなぐ市）' },
  {
    id: '3',
    at: '2026-11-22T18:36:00+09:00',
    source: '媒体',
    text: 'FMラジオの送出機が応答しません',
    state: { state: 'warn' as const, word: '応答なし' },
  },
]

interface Row {
  id: string
  at: string
  name: string
  people: number
  bad: boolean
}

const rows: Row[] = [
  { id: 'a', at: '18:42', name: '避難指示（川原・下沢）', people: 46_180, bad: false },
  { id: 'b', at: '18:02', name: '高齢者等避難（川原・下沢）', people: 46_180, bad: false },
  { id: 'c', at: '09:30', name: '断水のお知らせ（高台）', people: 21_400, bad: true },
]

const columns: Column<Row>[] = [
  { id: 'at', head: '出した時刻', cell: (row) => row.at, sortBy: (row) => row.at },
  { id: 'name', head: '配信', cell: (row) => row.name, sortBy: (row) => row.name, isRowHead: true },
  {
    id: 'people',
    head: '対象',
    cell: (row) => `${row.people.toLocaleString()}人`,
    sortBy: (row) => row.people,
    align: 'right',
    wideOnly: true,
  },
  {
    id: 'state',
    head: '結果',
    cell: (row) =>
      row.bad ? (
        <StateMark state="bad">1媒体 送れない</StateMark>
      ) : (
        <StateMark state="ok">すべて見えた</StateMark>
      ),
  },
]
