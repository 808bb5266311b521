/** Why a backup or a restore did not happen; `message` is a sentence for the person at the keyboard, with what to do. */
export class BackupFault extends Error {
  readonly reason:
    | 'no_room'
    | 'cannot_write'
    | 'exists'
    | 'not_a_backup'
    | 'wrong_key'
    | 'damaged'
    | 'other_version'
    | 'not_empty'

  constructor(reason: BackupFault['reason'], words: string, options?: ErrorOptions) {
    super(words, options)
    this.name = 'BackupFault'
    this.reason = reason
  }
}

const full = ['ENOSPC', 'EDQUOT', 'EFBIG']
const shut = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOENT', 'EEXIST', 'ENAMETOOLONG', 'EIO']

/** Turns the operating system's refusal to write into words; anything else passes unchanged. */
export function writeFault(fault: unknown, folder: string): unknown {
  const code = (fault as NodeJS.ErrnoException).code ?? ''
  if (full.includes(code))
    return new BackupFault(
      'no_room',
      `no room left where ${folder} was being written: nothing was kept; free some space or choose another disk`,
      { cause: fault },
    )
  if (shut.includes(code))
    return new BackupFault('cannot_write', `${folder} cannot be written (${code}): choose another folder`, {
      cause: fault,
    })
  return fault
}
