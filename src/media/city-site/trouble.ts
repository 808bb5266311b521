/** What the operating system or the network says, in words for an officer. */
const words: Record<string, string> = {
  ENOSPC: '保存先がいっぱいです。不要なファイルを消してください',
  EDQUOT: '保存先の割り当てがいっぱいです。不要なファイルを消してください',
  EACCES: '保存先に書く権限がありません',
  EPERM: '保存先に書く権限がありません',
  EROFS: '保存先が読み取り専用になっています',
  ENOTDIR: '保存先のフォルダーが壊れています',
  EISDIR: '保存先のフォルダーが壊れています',
  ENOTEMPTY: '保存先のフォルダーが壊れています',
  EEXIST: '保存先のフォルダーが壊れています',
  ENOENT: '保存先のフォルダーがありません',
  EIO: '保存先のディスクが故障しています',
  EMFILE: '開いているファイルが多すぎます',
  ENFILE: '開いているファイルが多すぎます',
  ECONNREFUSED: '相手が接続を断りました',
  ECONNRESET: '接続が切れました',
  ENOTFOUND: '名前が見つかりません',
}

/** The reason of a fault; its code stands behind it for those who look it up. */
export function reasonOf(error: unknown): string {
  const { code, cause, name } = error as { code?: string; cause?: { code?: string }; name?: string }
  const found = code ?? cause?.code ?? ''
  if (name === 'TimeoutError' || name === 'AbortError') return '時間内に答えがありません'
  return found in words ? `${words[found]}（${found}）` : `思わぬ不具合です（${found || (name ?? '不明')}）`
}
