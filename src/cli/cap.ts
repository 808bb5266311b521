import { readFile } from 'node:fs/promises'
import { readCap } from '#alerts/index.ts'
import { exit } from './means.ts'

/** `npx tsunagu cap check FILE`: every fault of a CAP 1.2 file. @returns 0 valid, 1 not, 2 the file could not be read */
export async function checkCap(
  file: string,
  options: { json?: boolean },
  print: (line: string) => void,
): Promise<number> {
  const bytes = await readFile(file).catch((fault: Error) => fault)
  if (bytes instanceof Error) {
    print(options.json ? JSON.stringify({ fault: bytes.message }) : `読めません: ${bytes.message}`)
    return exit.fault
  }
  const { valid, findings, alert } = readCap(new Uint8Array(bytes))
  if (options.json) print(JSON.stringify({ valid, findings, alert }))
  else {
    for (const finding of findings)
      print(
        `${finding.severity === 'error' ? '×' : '!'} ${finding.rule}  ${finding.path}  ${finding.message}`,
      )
    print(valid ? '正しい CAP 1.2 です。' : '直すところがあります。')
  }
  return valid ? exit.done : exit.no
}
