import type { Note } from './finding.ts'
import { type Budget, isClosed, selfContact, squareDegrees } from './geometry.ts'
import type { CapPoint, PartialCapArea } from './schema.ts'

/** About one square centimetre on the ground: less is a line or a point. */
const NO_AREA_SQUARE_DEGREES = 1e-14

/** Checks an area: every polygon, and the heights. */
export function checkArea(area: PartialCapArea, path: string, budget: Budget, note: Note): void {
  for (const [i, points] of area.polygon.entries())
    if (points.length > 0) checkPolygon(points, `${path}/polygon[${i + 1}]`, budget, note)
  if (area.ceiling === undefined) return
  if (area.altitude === undefined)
    note(
      'INVALID_AREA',
      `${path}/ceiling`,
      '<ceiling> は <altitude> と組でなければ使えません。<altitude> を加えてください。',
    )
  else if (area.ceiling < area.altitude)
    note(
      'INVALID_ALTITUDE_CEILING_RANGE',
      `${path}/ceiling`,
      '<ceiling>(上限)が <altitude>(下限)より低くなっています。',
    )
}

function checkPolygon(points: CapPoint[], path: string, budget: Budget, note: Note): void {
  if (points.length < 4) {
    note(
      'INVALID_POLYGON',
      path,
      `座標が ${points.length} 組しかありません。最初と同じ点で閉じて、4 組以上にしてください。`,
    )
    return
  }
  if (!isClosed(points)) {
    note('INVALID_POLYGON', path, '多角形が閉じていません。最後に最初の座標をもう一度書いてください。')
    return
  }
  if (squareDegrees(points) <= NO_AREA_SQUARE_DEGREES && selfContact(points, budget).kind !== 'crosses') {
    note('INVALID_POLYGON', path, '多角形に広さがありません(点か線です)。点なら <circle> を使ってください。')
    return
  }
  const contact = selfContact(points, budget)
  if (contact.kind === 'crosses')
    note(
      'INVALID_POLYGON_SELF_INTERSECTION',
      path,
      `多角形の辺が ${contact.at} 組目の座標の先で自分と交わっています。描き直してください。`,
    )
  if (contact.kind === 'touches')
    note(
      'POLYGON_TOUCHES_ITSELF',
      path,
      `多角形が ${contact.at} 組目の座標の先で自分に接しています。できれば分けてください。`,
    )
  if (contact.kind === 'unknown')
    note(
      'POLYGON_TOO_COMPLEX',
      path,
      '多角形が複雑すぎて、辺の交わりを確かめられません。点を減らしてください。',
    )
}
