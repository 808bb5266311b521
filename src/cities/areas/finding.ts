import type { AreaFinding, AreaRule } from '../schema.ts'

/** Rules that only ask to be looked at. */
const warnings: readonly AreaRule[] = ['MISSING_KANA', 'MORE_HOUSEHOLDS_THAN_PEOPLE', 'NOT_IN_FILE']

const words: Record<AreaRule, string> = {
  NOT_GEOJSON:
    'GeoJSONのFeatureCollectionではありません。「GeoJSON（RFC 7946）」の形で書き出し直してください',
  NO_DISTRICT: '地区の図形が1つもありません。kind が district の Polygon か MultiPolygon を入れてください',
  TOO_MANY_POINTS: '点が多すぎます（50,000点まで）。形を単純化してから書き出してください',
  WRONG_CRS: '座標系が緯度経度（WGS 84、JGD2011）ではありません。EPSG:4326 に変換してください',
  NOT_DEGREES: '座標が度ではありません（平面直角座標のままのようです）。EPSG:4326 に変換してください',
  SWAPPED: '緯度と経度が逆です。GeoJSONは［経度, 緯度］の順に書きます',
  OUTSIDE_JAPAN: '日本の範囲の外にあります。座標を確かめてください',
  WRONG_GEOMETRY: '図形の種類が合いません',
  RING_TOO_SHORT: '輪の点が足りません。始点と終点を含めて4点以上にしてください',
  RING_OPEN: '輪が閉じていません。最後の点を最初の点と同じにしてください',
  SELF_INTERSECTING: '境界が自分自身と交わるか、同じ点を2度通っています',
  NO_AREA: '面積がありません',
  OVERLAP: '地区どうしが重なっています。境界を直してください',
  UNKNOWN_KIND:
    'kind が分かりません。district・neighbourhood・river・railway・road・station・neighbour・facility のどれかにしてください',
  MISSING_CODE:
    'code がありません。変わらない半角の符号を付けてください（次の取り込みで同じ地区と分かるため）',
  BAD_CODE: 'code は半角の英小文字・数字・ハイフンで40字までにしてください',
  DUPLICATE_CODE: 'code が重なっています。1つずつ違う符号にしてください',
  MISSING_NAME: 'name（名前）がありません。40字までで入れてください',
  MISSING_KANA: 'kana（読み）がありません。放送で読み上げるために要ります',
  MISSING_POPULATION: 'population（人口）がありません。0以上の整数で入れてください',
  MISSING_HOUSEHOLDS: 'households（世帯数）がありません。0以上の整数で入れてください',
  MORE_HOUSEHOLDS_THAN_PEOPLE: '世帯数が人口より多くなっています',
  UNKNOWN_DISTRICT: 'district の地区が見つかりません',
  NOT_IN_FILE: 'ファイルにありません。消さずに残します',
}

/** A finding in words; `more` names the place or the figure. */
export function finding(rule: AreaRule, where = '', more = ''): AreaFinding {
  const severity = warnings.includes(rule) ? 'warning' : 'error'
  return { rule, severity, where, message: more ? `${words[rule]}（${more}）` : words[rule] }
}
