/** A message cut at its first empty line. Bytes are kept as latin1, so that each character is one octet. */
export interface RawMessage {
  /** Each header field as it came, folds included, without the line end that closes it. */
  fields: { name: string; raw: string }[]
  /** Everything after the empty line, with CRLF line ends. */
  body: string
}

/** Cuts a message as received (RFC 5322 §2.1); lone line feeds become CRLF, as a receiving server would make them. */
export function cutMessage(raw: Uint8Array): RawMessage {
  const text = Buffer.from(raw).toString('latin1').replace(/\r?\n/g, '\r\n')
  const end = text.startsWith('\r\n') ? 0 : text.indexOf('\r\n\r\n')
  const head = end < 0 ? text : text.slice(0, end)
  const body = end < 0 ? '' : text.slice(end + (end === 0 ? 2 : 4))
  const fields = head
    .split(/\r\n(?![ \t])/)
    .filter((line) => line !== '')
    .map((raw) => ({
      name: raw
        .slice(0, Math.max(0, raw.indexOf(':')))
        .trim()
        .toLowerCase(),
      raw,
    }))
  return { fields, body }
}

/** The unfolded value of the first field with this name. */
export function fieldValue(message: RawMessage, name: string): string | undefined {
  const field = message.fields.find((one) => one.name === name)
  return field?.raw
    .slice(field.raw.indexOf(':') + 1)
    .replace(/\r\n(?=[ \t])/g, '')
    .trim()
}
