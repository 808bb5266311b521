import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import {
  Busy,
  type Column,
  DataTable,
  DistrictMap,
  EmptyState,
  formatNumber,
  SettingsPage,
  useMessages,
} from '#design/index.ts'
import type { DistrictsReply } from '../replies.ts'
import { districtsQuery, frameQuery, mapQuery } from './city-calls.ts'
import { districtMessages } from './city-words.ts'
import { ImportAreas } from './ImportAreas.tsx'
import { Fault, Group } from './settings-parts.tsx'

type District = DistrictsReply['districts'][number]

/** 地区と地図: the districts on the map and in a list, their 町会・自治会, and the import. */
export function Districts() {
  const words = useMessages(districtMessages)
  const list = useQuery(districtsQuery)
  const roles = useQuery(frameQuery).data?.user.roles ?? []
  const note = list.data
    ? words.note(formatNumber(list.data.population), formatNumber(list.data.households))
    : ''
  return (
    <SettingsPage title={words.title} note={note}>
      {list.isPending ? <Busy /> : null}
      <Fault error={list.error} />
      {list.data?.districts.length === 0 ? (
        <EmptyState title={words.empty}>{words.emptyText}</EmptyState>
      ) : null}
      {list.data && list.data.districts.length > 0 ? <Board districts={list.data.districts} /> : null}
      {roles.includes('admin') ? (
        <Group title={words.import} note={words.importNote}>
          <ImportAreas />
        </Group>
      ) : null}
    </SettingsPage>
  )
}

function Board({ districts }: { districts: District[] }) {
  const words = useMessages(districtMessages)
  const map = useQuery(mapQuery)
  const [chosen, setChosen] = useState<string | null>(null)
  const columns = useColumns((id) => setChosen(id))
  const district = districts.find(({ id }) => id === chosen)
  return (
    <div className="grid gap-8 desk:grid-cols-2">
      <div className="min-w-0 self-start overflow-hidden rounded-box border border-line2">
        {map.data ? (
          <DistrictMap
            features={map.data.features}
            smooth={false}
            selected={chosen ? [chosen] : []}
            onToggle={(id) => setChosen(id === chosen ? null : id)}
          />
        ) : (
          <Busy />
        )}
      </div>
      <div className="flex min-w-0 flex-col gap-6">
        <DataTable
          label={words.table}
          columns={columns}
          rows={districts}
          rowId={({ id }) => id}
          rowTone={({ id }) => (id === chosen ? 'chosen' : undefined)}
        />
        {district ? <Below district={district} /> : <p className="text-ink2">{words.chooseOne}</p>}
      </div>
    </div>
  )
}

function Below({ district }: { district: District }) {
  const words = useMessages(districtMessages)
  return (
    <section aria-live="polite">
      <h2 className="mb-2 font-bold">{words.belowOf(district.name)}</h2>
      <ul className="grid gap-x-8 tablet:grid-cols-2">
        {district.neighbourhoods.map(({ id, name, households }) => (
          <li key={id} className="flex justify-between gap-4 border-t border-line py-2">
            <span>{name}</span>
            <span className="text-note text-ink2">{words.households1(formatNumber(households))}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function useColumns(choose: (id: string) => void): Column<District>[] {
  const words = useMessages(districtMessages)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `choose` only sets state, and columns must stay the same
  return useMemo(
    () => [
      {
        id: 'name',
        head: words.name,
        isRowHead: true,
        sortBy: (row) => row.kana,
        cell: (row) => (
          <button
            type="button"
            className="min-h-8 text-left text-accent underline underline-offset-[3px]"
            onClick={() => choose(row.id)}
          >
            {row.name}
          </button>
        ),
      },
      { id: 'kana', head: words.kana, quiet: true, wideOnly: true, cell: (row) => row.kana },
      {
        id: 'people',
        head: words.people,
        align: 'right',
        sortBy: (row) => row.population,
        cell: (row) => formatNumber(row.population),
      },
      {
        id: 'households',
        head: words.households,
        align: 'right',
        sortBy: (row) => row.households,
        cell: (row) => formatNumber(row.households),
      },
      {
        id: 'below',
        head: words.below,
        align: 'right',
        wideOnly: true,
        sortBy: (row) => row.neighbourhoods.length,
        cell: (row) => words.count(row.neighbourhoods.length),
      },
    ],
    [words],
  )
}
