import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection, createServer } from 'node:net'
import { expect, it } from 'vitest'
import { startTown } from './main.ts'
import { openTestTown } from './testing/town-in-test.ts'

it('a town closes at once, whoever is still talking to it', async () => {
  const t = await openTestTown({ tarpitSeconds: 60 })
  const held = t.client().sendMail({ from: 'a@city.example', to: 'b@slow.example', subject: 'x' })
  const ended = held.then(
    () => 'taken',
    () => 'cut off',
  )
  const listener = await fetch(`${t.url}/api/seen/stream`)
  const started = performance.now()
  await t.close()
  expect(performance.now() - started).toBeLessThan(2_000)
  await listener.body?.cancel().catch(() => undefined)
  await ended
})

it('a town whose port is taken says so, and leaves its other port free', async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await once(blocker, 'listening')
  const { port } = blocker.address() as { port: number }
  const t = await openTestTown()
  const smtpPort = t.town.smtpPort
  await t.close()
  const nowhere = {
    cityUrl: 'http://127.0.0.1:1',
    cityMailHost: '127.0.0.1',
    cityMailPort: 1,
    cityMailDomains: [],
  }
  await expect(startTown({ ...nowhere, httpPort: port, smtpPort })).rejects.toThrow('EADDRINUSE')
  const knock = createConnection(smtpPort, '127.0.0.1')
  const [error] = await once(knock, 'error')
  expect(error.code).toBe('ECONNREFUSED')
  blocker.close()
})

it('runs as its own process under plain Node, and ends when told to', async () => {
  const env = {
    PATH: process.env.PATH,
    TOWN_PORT: '0',
    TOWN_SMTP_PORT: '0',
    TOWN_CITY_URL: 'http://127.0.0.1:1',
  }
  const town = spawn(process.execPath, [new URL('./main.ts', import.meta.url).pathname], { env })
  const [line] = await once(town.stdout.setEncoding('utf8'), 'data')
  const url = line.match(/http:\/\/\S+/)?.[0]
  expect((await (await fetch(`${url}/api/health`)).json()).ok).toBe(true)
  town.kill('SIGTERM')
  expect(await once(town, 'exit')).toEqual([0, null])
})
