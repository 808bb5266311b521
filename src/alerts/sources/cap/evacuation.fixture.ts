import { readFileSync } from 'node:fs'
import { type CapReading, readCap } from './read.ts'

/** A valid alert of つなぐ市 with every kind of element; tests break one thing in it at a time. */
export const EVACUATION = readFileSync(new URL('fixtures/evacuation.cap', import.meta.url), 'utf8')
/** Its lifting, which needs a reference. */
export const CANCEL = readFileSync(new URL('fixtures/cancel.cap', import.meta.url), 'utf8')

export const read = (xml: string): CapReading => readCap(new TextEncoder().encode(xml))

/** Replaces one piece of a text; throws when it is not there, so that no test passes by a typing error. */
export function change(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`not in the text: ${from}`)
  return text.replace(from, () => to)
}
