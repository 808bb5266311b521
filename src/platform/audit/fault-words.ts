import type { LogFinding } from './verify.ts'

type Words = (seq: number) => string

/** What `tsunagu audit verify` and the screen 記録 say of a finding. */
export const faultWords: Record<LogFinding['reason'], { ja: Words; en: Words }> = {
  entry_changed: {
    ja: (seq) => `${seq}番の記録が、封印のあとで書き換えられています`,
    en: (seq) => `entry ${seq} was changed after it was sealed`,
  },
  entry_missing: {
    ja: (seq) => `${seq}番の記録が、封印のあとで消されています`,
    en: (seq) => `entry ${seq} was deleted after it was sealed`,
  },
  leaf_missing: {
    ja: (seq) => `${seq}番の封印がありません`,
    en: (seq) => `leaf ${seq} is missing`,
  },
  subtree_differs: {
    ja: (seq) => `${seq}番の封印のハッシュが、前の封印と合いません`,
    en: (seq) => `the hashes kept with leaf ${seq} do not follow from the leaves before it`,
  },
  root_differs: {
    ja: (seq) => `先頭から${seq}件までの記録が、署名された要約と合いません`,
    en: (seq) => `the first ${seq} entries do not give the root that was signed`,
  },
  leaf_without_head: {
    ja: (seq) => `${seq}番までの封印のうち、署名されていないものがあります`,
    en: (seq) => `leaves up to ${seq} are covered by no signed head`,
  },
  head_without_leaves: {
    ja: (seq) => `署名では${seq}件ある記録が、データベースにはそろっていません`,
    en: (seq) => `a signed head covers ${seq} entries, the database has fewer`,
  },
  wrong_signature: {
    ja: (seq) => `${seq}件目までの要約の署名が正しくないか、署名の鍵がわかりません`,
    en: (seq) => `the head over ${seq} entries is not signed by a known key`,
  },
  rolled_back: {
    ja: (seq) => `控えには${seq}件の記録があります。データベースが古い状態に戻されています`,
    en: (seq) => `the file of heads knows ${seq} entries: the database was set back to an earlier state`,
  },
  file_differs: {
    ja: (seq) => `先頭から${seq}件までの記録が、データベースの外の控えと合いません`,
    en: (seq) => `the first ${seq} entries are not those of the file of heads: the log was written anew`,
  },
  file_damaged: {
    ja: (seq) => `控えのファイルの${seq}行目が壊れています`,
    en: (seq) => `line ${seq} of the file of heads is damaged`,
  },
  file_missing: {
    ja: () => 'データベースの外の控えのファイルがありません',
    en: () => 'the file of heads is missing or empty',
  },
  entry_hidden: {
    ja: (count) => `封印の順番待ちから外された記録が${count}件あります`,
    en: (count) => `${count} entries were taken off the sealer's list`,
  },
  entry_gone_unsealed: {
    ja: (count) => `封印される前に消された記録が${count}件あります`,
    en: (count) => `${count} entries were deleted before they were sealed`,
  },
}
