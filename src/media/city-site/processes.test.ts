import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { factsOf, orderOf } from '../fixtures.ts'
import { noticesOn } from './look.ts'
import { rebuildDue } from './publish.ts'
import { openSite, type SiteInTest } from './site-in-test.ts'

const program = fileURLToPath(new URL('sender.fixture.ts', import.meta.url))

let site: SiteInTest
beforeEach(async () => {
  site = await openSite()
})
afterEach(() => site.close())

/** A second process at work on the same folder. */
function sender(count: number) {
  const child = spawn(process.execPath, [program, site.folder, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const accepted: string[] = []
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => accepted.push(line))
  const ended = Promise.all([once(child, 'exit'), once(lines, 'close')])
  return { child, accepted, lines, ended }
}

const onFront = () =>
  noticesOn(readFileSync(join(site.folder, 'public', 'index.html'), 'utf8')).map((one) => one.messageId)

describe('more than one process', () => {
  it('send at the same time, and no notice is lost', async () => {
    const others = [sender(12), sender(12)]
    const own = Array.from({ length: 12 }, () => orderOf(site.connector, factsOf('water-outage')))
    const outcomes = await Promise.all(
      own.map((order) => site.connector.send(order, AbortSignal.timeout(30_000))),
    )
    await Promise.all(others.map((other) => other.ended))
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(own.map(() => 'accepted'))
    const sent = [...own.map((order) => order.messageId), ...others.flatMap((other) => other.accepted)]
    expect(sent).toHaveLength(36)
    expect(onFront().sort()).toEqual(sent.sort())
  })
  it('one that has already looked still shows what another adds while it builds', async () => {
    const other = await openSite()
    const order = orderOf(other.connector, factsOf('fire'))
    await other.connector.send(order, AbortSignal.timeout(20_000))
    const names = [`${order.messageId}.xml`, `${order.messageId}.json`]
    await site.connector.send(orderOf(site.connector, factsOf('water-outage')), AbortSignal.timeout(20_000))
    const clock = () => {
      for (const name of names) // after the look, before the pages
        copyFileSync(join(other.folder, 'notices', name), join(site.folder, 'notices', name))
      return site.tools.clock()
    }
    await rebuildDue(site.home, clock, site.tools.log)
    expect(onFront()).toContain(order.messageId)
    await other.close()
  })
  it('one killed in the middle leaves nothing half, and what it had accepted stands', async () => {
    const victim = sender(1_000)
    for (let i = 0; i < 5; i++) await once(victim.lines, 'line')
    victim.child.kill('SIGKILL')
    await victim.ended
    const order = orderOf(site.connector, factsOf('fire'))
    expect(await site.connector.send(order, AbortSignal.timeout(20_000))).toMatchObject({ kind: 'accepted' })
    expect(onFront()).toEqual(expect.arrayContaining([...victim.accepted, order.messageId]))
    const notices = readdirSync(join(site.folder, 'notices')).filter((name) => name.endsWith('.json'))
    for (const name of notices) JSON.parse(readFileSync(join(site.folder, 'notices', name), 'utf8'))
    expect(onFront()).toHaveLength(notices.length)
  })
})
