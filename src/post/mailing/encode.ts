/** Text on its way into a message: RFC 2045 and RFC 2047. */

/** Control characters end a header line; nothing that comes from outside may hold one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const controls = /[\u0000-\u001f\u007f\u2028\u2029]+/g

/** One line of header text. */
export const oneLine = (text: string): string => text.replace(controls, ' ').trim()

/**
 * Header words in UTF-8: encoded-words of at most 75 characters (RFC 2047 §2), folded; no character is split between two of them.
 */
export function encodedWords(text: string): string {
  const line = oneLine(text)
  if (/^[\x20-\x7e]*$/.test(line) && !line.includes('=?')) return line
  const words: string[] = []
  let part = ''
  for (const character of line) {
    if (Buffer.byteLength(part + character) > 45) {
      words.push(part)
      part = ''
    }
    part += character
  }
  words.push(part)
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ')
}

/** Base64 in lines of 76 characters (RFC 2045 §6.8), each with CRLF. */
export function base64Lines(bytes: Buffer): string {
  const whole = bytes.toString('base64')
  let lines = ''
  for (let at = 0; at < whole.length; at += 76) lines += `${whole.slice(at, at + 76)}\r\n`
  return lines
}

/** RFC 5322 §3.3 in Japan's time: 「Mon, 23 Nov 2026 19:00:00 +0900」. */
export function mailDate(moment: Date): string {
  return new Date(moment.getTime() + 9 * 3_600_000).toUTCString().replace('GMT', '+0900')
}
