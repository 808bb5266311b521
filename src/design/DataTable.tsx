import {
  createColumnHelper,
  createSortedRowModel,
  type RowData,
  rowSortingFeature,
  type SortingState,
  sortFn_alphanumeric,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { type ReactNode, useMemo, useState } from 'react'
import { cx } from './cx.ts'
import { defineMessages, useMessages } from './i18n.ts'

const messages = defineMessages({
  ja: { sort: (head: string) => `${head}で並べかえる` },
  en: { sort: (head) => `Sort by ${head}` },
})

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric },
})

export interface Column<Row> {
  id: string
  /** Words of the head; empty for a column of buttons. */
  head: string
  cell: (row: Row) => ReactNode
  /** What the rows are ordered by; without it the column cannot be sorted. Kana readings for names. */
  sortBy?: (row: Row) => string | number
  align?: 'right'
  /** The name of the row: bold, and read before each cell by screen readers. One column. */
  isRowHead?: boolean
  /** 14 px and grey. */
  quiet?: boolean
  /** Gives up its place on a phone. */
  wideOnly?: boolean
  className?: string
}

interface DataTableProps<Row> {
  /** What the table lists; read by screen readers. */
  label: string
  /** Keep the same array between renders (outside of the component, or in `useMemo`). */
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowId: (row: Row) => string
  /** Paints the row: `bad` red, `chosen` in the accent. */
  rowTone?: (row: Row) => 'bad' | 'chosen' | undefined
  /** Column id to begin with. */
  sortedBy?: { id: string; descending?: boolean }
  /** Stands in place of the rows when there is none. */
  empty?: ReactNode
}

/** A table of rows that can be ordered. Scrolls sideways within itself on a narrow screen, never the page. */
export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowId, rowTone, sortedBy, empty } = props
  const [sorting, setSorting] = useState<SortingState>(
    sortedBy ? [{ id: sortedBy.id, desc: sortedBy.descending ?? false }] : [],
  )
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>()
    return helper.columns(
      columns.map((column) =>
        helper.accessor((row: Row) => column.sortBy?.(row) ?? '', {
          id: column.id,
          header: column.head,
          enableSorting: column.sortBy !== undefined,
          sortDescFirst: false,
        }),
      ),
    )
  }, [columns])
  const table = useTable({
    features,
    columns: definitions,
    data: rows,
    getRowId: rowId,
    state: { sorting },
    onSortingChange: setSorting,
    enableSortingRemoval: false,
  })
  if (rows.length === 0 && empty) return empty
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className="overflow-x-auto" aria-label={label} tabIndex={0}>
      <table className="w-full border-collapse text-left">
        <caption className="only-read">{label}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head
                key={column.id}
                column={column}
                order={sorting.find((each) => each.id === column.id)}
                onSort={table.getColumn(column.id)?.getToggleSortingHandler()}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id} className={toneClass(rowTone?.(row.original))}>
              {columns.map((column) => (
                <Cell key={column.id} column={column} row={row.original} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function toneClass(tone: 'bad' | 'chosen' | undefined): string | undefined {
  if (tone === 'bad') return 'bg-bad-soft'
  return tone === 'chosen' ? 'bg-accent-soft' : undefined
}

interface HeadProps<Row> {
  column: Column<Row>
  order?: { desc: boolean }
  onSort?: (event: unknown) => void
}

function Head<Row>({ column, order, onSort }: HeadProps<Row>) {
  const words = useMessages(messages)
  const sorted = order === undefined ? undefined : order.desc ? 'descending' : 'ascending'
  return (
    <th
      scope="col"
      aria-sort={column.sortBy ? (sorted ?? 'none') : undefined}
      className={cx(
        'px-3 py-1 leading-8 text-note font-normal whitespace-nowrap text-ink2 first:pl-0 last:pr-0',
        column.align === 'right' && 'text-right',
        column.wideOnly && 'hidden tablet:table-cell',
        column.className,
      )}
    >
      {column.sortBy ? (
        <button
          type="button"
          onClick={onSort}
          aria-label={words.sort(column.head)}
          className="-mx-1 inline-flex min-h-8 items-center gap-1.5 rounded-label px-1 hover:bg-soft"
        >
          {column.head}
          <span aria-hidden="true" className={sorted ? 'text-ink' : 'text-line2'}>
            {sorted === 'descending' ? '▼' : '▲'}
          </span>
        </button>
      ) : (
        column.head || <span className="only-read">–</span>
      )}
    </th>
  )
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const className = cx(
    'border-t border-line px-3 py-2 align-middle first:pl-0 last:pr-0',
    column.align === 'right' && 'text-right',
    column.quiet && 'text-note text-ink2',
    column.wideOnly && 'hidden tablet:table-cell',
    column.className,
  )
  if (!column.isRowHead) return <td className={className}>{column.cell(row)}</td>
  return (
    <th scope="row" className={cx(className, 'font-bold')}>
      {column.cell(row)}
    </th>
  )
}
