import { cx, formatTime, useMessages } from '#design/index.ts'
import type { ApprovalPage } from '../api.ts'
import { approveMessages } from './words.ts'

/** Item by item: what the source said, what went out last, what goes out now. */
export function Differences({ page }: { page: ApprovalPage }) {
  const words = useMessages(approveMessages)
  const { compared, differences } = page
  const { source, last } = compared
  return (
    <table className="w-full border-collapse text-left">
      <caption className="only-read">{words.differences}</caption>
      <thead className="align-bottom text-note text-ink2">
        <tr>
          <th className="py-1 pr-3 font-normal">{words.item}</th>
          {source ? (
            <th className="py-1 pr-3 font-normal">
              {words.source}
              <span className="block">{source}</span>
            </th>
          ) : null}
          {last ? (
            <th className="w-[34%] py-1 pr-3 font-normal">
              {words.last} {formatTime(last.approvedAt)}
              <span className="block">{last.what}</span>
            </th>
          ) : null}
          <th className="px-2 py-1 font-normal">{words.now}</th>
        </tr>
      </thead>
      <tbody className="align-top">
        {differences.map((line) => (
          <tr key={line.label} className="border-t border-line">
            <th scope="row" className="py-1.5 pr-3 font-normal whitespace-nowrap text-ink2">
              {line.label}
            </th>
            {source ? <td className="py-1.5 pr-3">{line.source}</td> : null}
            {last ? <td className="py-1.5 pr-3">{line.last}</td> : null}
            <td className={cx('px-2 py-1.5', line.changed && 'bg-accent-soft font-bold')}>
              {line.now}
              {line.changed ? <span className="only-read">（{words.changedMark}）</span> : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
