/** What a test says about a CAP file; the rest is an ordinary 避難指示 of 川原. */
export interface CapParts {
  identifier?: string
  msgType?: string
  status?: string
  scope?: string
  references?: string
  note?: string
  /** Elements of `info`, by name; an empty string leaves one out. */
  info?: Record<string, string>
  /** False: no info at all. */
  withInfo?: boolean
  /** Further info blocks, as XML. */
  more?: string
  area?: string
}

const sender = 'kisho@pref.example'
const sent = '2026-01-01T09:00:00+09:00'

/** How other files name this one. */
export const referenceTo = (identifier: string): string => `${sender},${identifier},${sent}`

const element = (name: string, text: string | undefined) => (text ? `<${name}>${text}</${name}>` : '')

/** A CAP 1.2 file as another system would send it. */
export function capFile(parts: CapParts = {}): Uint8Array {
  const info: Record<string, string> = {
    language: 'ja',
    category: 'Met',
    event: '避難指示',
    responseType: 'Evacuate',
    urgency: 'Immediate',
    severity: 'Severe',
    certainty: 'Likely',
    expires: '2099-11-23T21:00:00+09:00',
    senderName: '県',
    headline: '', // left out, but keeps its place in the order of the XSD
    description: '結川の水位が氾濫危険水位に達しました。',
    instruction: '全員避難してください。',
    ...parts.info,
  }
  const area =
    parts.area ??
    '<area><areaDesc>川原</areaDesc><polygon>35.70,139.50 35.70,139.51 35.71,139.51 35.71,139.50 35.70,139.50</polygon></area>'
  const block = `<info>${Object.entries(info)
    .map(([name, text]) => element(name, text))
    .join('')}${area}</info>`
  return new TextEncoder().encode(
    `<?xml version="1.0" encoding="UTF-8"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">${[
      element('identifier', parts.identifier ?? 'jp.example.1'),
      element('sender', sender),
      element('sent', sent),
      element('status', parts.status ?? 'Actual'),
      element('msgType', parts.msgType ?? 'Alert'),
      element('scope', parts.scope ?? 'Public'),
      element('note', parts.note),
      element('references', parts.references),
    ].join('')}${parts.withInfo === false ? '' : block}${parts.more ?? ''}</alert>`,
  )
}
