import { availableParallelism, cpus } from 'node:os'
import { SaxesParser } from 'saxes'
import { readCap } from '#alerts/sources/cap/read.ts'
import type { CapAlert } from '#alerts/sources/cap/schema.ts'
import { writeCap } from '#alerts/sources/cap/write.ts'

const RUNS = 9
const FILES_PER_RUN = 1_000
const TARGET_FILES_PER_SECOND = 500

/** An ordinary alert of about 5 kB: two languages, two areas with real outlines, codes and a picture. */
function sample(serial: number): Uint8Array {
  const info = (
    language: string,
    words: [event: string, headline: string, text: string],
  ): CapAlert['info'][number] => ({
    language,
    category: ['Met', 'Safety'],
    event: words[0],
    responseType: ['Evacuate'],
    urgency: 'Immediate',
    severity: 'Severe',
    certainty: 'Likely',
    eventCode: [{ valueName: 'level', value: '4' }],
    effective: '2026-11-23T09:00:00+09:00',
    expires: '2026-11-23T21:00:00+09:00',
    senderName: 'つなぐ市',
    headline: words[1],
    description: words[2],
    web: 'https://city.tsunagu.example/saigai',
    parameter: [{ valueName: 'river', value: '結川' }],
    resource: [{ resourceDesc: 'map', mimeType: 'image/png', uri: 'https://city.tsunagu.example/map.png' }],
    area: [outline(`${language}-1`, 35.68, serial), outline(`${language}-2`, 35.71, serial)],
  })
  const alert: CapAlert = {
    identifier: `jp.example.tsunagu.${serial}`,
    sender: 'bousai@city.tsunagu.example',
    sent: '2026-11-23T09:00:00+09:00',
    status: 'Actual',
    msgType: 'Alert',
    scope: 'Public',
    code: ['jp:hinan:4'],
    info: [
      info('ja', [
        '避難指示',
        '警戒レベル4 避難指示',
        '結川の水位が氾濫危険水位に達しました。全員避難してください。',
      ]),
      info('en', [
        'Evacuation order',
        'Level 4',
        'The Yui River has reached the flood danger level. Leave now.',
      ]),
    ],
  }
  return new TextEncoder().encode(writeCap(alert))
}

/** A ring of 26 points that never meets itself, a little different in each file. */
function outline(name: string, lat: number, serial: number): CapAlert['info'][number]['area'][number] {
  const ring = Array.from({ length: 26 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 26
    const radius = 0.01 + 0.002 * Math.sin(5 * angle + serial)
    const round = (n: number) => Math.round(n * 1e6) / 1e6
    return { lat: round(lat + radius * Math.sin(angle)), lon: round(139.55 + radius * Math.cos(angle)) }
  })
  return {
    areaDesc: name,
    polygon: [[...ring, ring[0] ?? { lat, lon: 139.55 }]],
    circle: [],
    geocode: [{ valueName: 'district', value: name }],
  }
}

/** The peer: the same parser alone, namespaces on, no check and no tree. */
function bareParse(bytes: Uint8Array): void {
  new SaxesParser({ xmlns: true }).write(new TextDecoder().decode(bytes)).close()
}

function checked(bytes: Uint8Array): void {
  const { valid, findings } = readCap(bytes)
  if (!valid || findings.length > 0) throw new Error(`the sample is not valid: ${JSON.stringify(findings)}`)
}

/** Files per second of processor time (all threads of this process), so that neighbours on the machine do not count. */
function rate(files: Uint8Array[], read: (bytes: Uint8Array) => void): number {
  const began = process.cpuUsage()
  for (let i = 0; i < FILES_PER_RUN; i++) read(files[i % files.length] ?? new Uint8Array())
  const { user, system } = process.cpuUsage(began)
  return FILES_PER_RUN / ((user + system) / 1e6)
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

/** Measures how many 5 kB CAP files a second one core checks, beside a bare parse of the same files in the same run. */
export async function run(): Promise<void> {
  const files = Array.from({ length: 50 }, (_, i) => sample(i))
  const size = median(files.map((file) => file.byteLength))
  rate(files, checked)
  rate(files, bareParse)
  const ours: number[] = []
  const peer: number[] = []
  for (let i = 0; i < RUNS; i++) {
    ours.push(rate(files, checked))
    peer.push(rate(files, bareParse))
  }
  const [a, b] = [median(ours), median(peer)]
  console.log(
    `cap check · ${cpus()[0]?.model ?? 'unknown processor'} × ${availableParallelism()} · Node ${process.version}`,
  )
  console.log(`files of ${size} bytes, median of ${RUNS} runs of ${FILES_PER_RUN}, by processor time`)
  console.log(
    `  full check (schema, rules, geometry)  ${a.toFixed(0)} files/s (${Math.min(...ours).toFixed(0)}–${Math.max(...ours).toFixed(0)})`,
  )
  console.log(
    `  bare saxes parse, no check            ${b.toFixed(0)} files/s (${Math.min(...peer).toFixed(0)}–${Math.max(...peer).toFixed(0)})`,
  )
  console.log(
    `  ratio ${(a / b).toFixed(2)} · target ${TARGET_FILES_PER_SECOND} files/s: ${a >= TARGET_FILES_PER_SECOND ? 'met' : 'MISSED'}`,
  )
}
