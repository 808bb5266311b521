import { readFile, stat } from 'node:fs/promises'
import { cityBySlug } from '../queries.ts'
import type { ImportReport } from '../schema.ts'
import { type ImportDeps, importAreas } from './import.ts'

export interface ImportCommand {
  file: string
  citySlug: string
  dryRun: boolean
  /** A program reads the answer. */
  json: boolean
  rename?: Record<string, string>
  at: Date
}

/** Larger than this no file of 50,000 points is. */
const mostBytes = 20 * 1024 * 1024

/**
 * `npx tsunagu import areas FILE.geojson [--city SLUG] [--dry-run] [--json]`.
 *
 * @param print  takes what the command says, line by line
 * @returns the exit code: 0 done (or would be), 1 findings stop it, 2 the file or the city could not be read
 */
export async function importAreasCommand(
  deps: ImportDeps,
  command: ImportCommand,
  print: (line: string) => void,
): Promise<0 | 1 | 2> {
  const stop = (reason: string): 2 => {
    print(command.json ? JSON.stringify({ fault: reason }) : reason)
    return 2
  }
  const city = await cityBySlug(deps.db, command.citySlug)
  if (!city) return stop(`都市「${command.citySlug}」がありません。--city で指定してください`)
  const geojson = await readJson(command.file)
  if ('fault' in geojson) return stop(geojson.fault)
  const { dryRun, rename, at } = command
  const report = await importAreas(deps, city.id, geojson.value, { dryRun, rename, at, actor: 'system' })
  if (command.json) print(JSON.stringify(report))
  else for (const line of reportLines(report, dryRun)) print(line)
  return report.findings.some((each) => each.severity === 'error') ? 1 : 0
}

async function readJson(file: string): Promise<{ value: unknown } | { fault: string }> {
  try {
    if ((await stat(file)).size > mostBytes) return { fault: `${file} は大きすぎます（20 MBまで）` }
    return { value: JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, '')) }
  } catch (fault) {
    return { fault: `${file} を読めません: ${(fault as Error).message}` }
  }
}

/** The report in words. */
export function reportLines(report: ImportReport, dryRun: boolean): string[] {
  const change = ({ kind, code, name }: { kind: string; code: string; name: string }) =>
    `${kind} ${code} ${name}`
  const fields = (changed: ImportReport['changed'][number]) =>
    changed.fields.map(({ field, before, after }) => `      ${field}: ${before ?? '…'} → ${after ?? '…'}`)
  const errors = report.findings.filter((each) => each.severity === 'error').length
  return [
    ...report.findings.map(
      ({ severity, rule, where, message }) =>
        `${severity === 'error' ? '×' : '!'} ${rule} ${where} ${message}`,
    ),
    ...report.added.map((each) => `  + ${change(each)}`),
    ...report.changed.flatMap((each) => [`  ~ ${change(each)}`, ...fields(each)]),
    `追加 ${report.added.length}・変更 ${report.changed.length}・変わらず ${report.unchanged}`,
    errors > 0
      ? `${errors}件を直してください。何も書き込んでいません`
      : dryRun
        ? '試し読みです。何も書き込んでいません'
        : '書き込みました',
  ]
}
