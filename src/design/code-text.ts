/**
 * Reads the digits of a one-time code out of whatever was typed or pasted: 「４８２ 913」 from a mail, "482-913" from an app.
 *
 * @returns ASCII digits only, at most `length` of them; when more were given, the first ones count
 */
export function codeDigits(text: string, length: number): string {
  return text
    .normalize('NFKC') // full-width digits of a Japanese keyboard
    .replaceAll(/[^0-9]/g, '')
    .slice(0, length)
}
