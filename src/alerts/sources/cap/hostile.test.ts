import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { EVACUATION, read } from './evacuation.fixture.ts'

test('a file that names addresses everywhere makes the reader ask for none of them', async () => {
  const asked: (string | undefined)[] = []
  await using server = createServer((request, response) => {
    asked.push(request.url)
    response.end('<!ENTITY secret "loaded">')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const hostile = EVACUATION.replace(
    '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">',
    `<?xml-stylesheet type="text/xsl" href="${base}/style.xsl"?>
    <!DOCTYPE alert PUBLIC "-//A/B/EN" "${base}/a.dtd" [
      <!ENTITY % remote SYSTEM "${base}/remote"> <!ENTITY secret SYSTEM "file:///etc/passwd"> %remote;
    ]>
    <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
      xsi:schemaLocation="urn:oasis:names:tc:emergency:cap:1.2 ${base}/cap.xsd">
    <xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="${base}/include"/>`,
  ).replace('氾濫危険水位', '&secret;')

  const reading = read(hostile)
  // The only request the server may ever see is this one, sent after the reader had its chance.
  await fetch(`${base}/barrier`)

  expect(asked).toEqual(['/barrier'])
  expect(reading).toMatchObject({ valid: false, alert: null })
  const rules = reading.findings.map((f) => f.rule)
  expect(rules).toEqual(['DOCTYPE_FORBIDDEN', 'XSD_UNKNOWN_ELEMENT', 'ENTITY_FORBIDDEN'])
  expect(JSON.stringify(reading)).not.toContain('root:')
})
