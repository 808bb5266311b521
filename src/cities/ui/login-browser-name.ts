const browsers: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'], // Edge calls itself Chrome too
  [/Safari\//, 'Safari'], // and all of them Safari
]
const systems: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'Mac'],
  [/Linux/, 'Linux'],
]

/** Browser and system out of a User-Agent line, for a person to know their own device by; null when nothing is known. */
export function browserName(userAgent: string): string | null {
  const first = (names: [RegExp, string][]) => names.find(([pattern]) => pattern.test(userAgent))?.[1]
  const found = [first(browsers), first(systems)].filter((name) => name !== undefined)
  return found.length > 0 ? found.join(' · ') : null
}
