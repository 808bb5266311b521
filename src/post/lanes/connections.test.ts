import { afterEach, expect, test } from 'vitest'
import { type Connections, createConnections, type Target } from './connections.ts'
import { openFarSide, openRaw, type Vices } from './far-side.fixture.ts'

const patience = { connectMs: 1_000, silenceMs: 400, attemptMs: 2_000 }
const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

function connections(): Connections {
  const made = createConnections('city.example', patience, () => Date.now())
  open.push(made)
  return made
}
async function farSide(vices: Vices = {}) {
  const made = await openFarSide(vices)
  open.push(made)
  return made
}
async function raw(talk: Parameters<typeof openRaw>[0]) {
  const made = await openRaw(talk)
  open.push(made)
  return made
}
const at = (port: number): Target[] => [{ host: '127.0.0.1', port, tls: 'none' }]
const mail = (to = 'a@far.example') => ({
  from: 'b+x@city.example',
  to,
  raw: Buffer.from('Subject: x\r\n\r\n.dot\r\nend\r\n'),
})

test('mails go over one connection after another, dots and all', async () => {
  const far = await farSide()
  const lines = connections()
  for (let i = 0; i < 5; i++)
    expect(await lines.send(at(far.port), mail())).toMatchObject({ kind: 'accepted' })
  expect(far.connections()).toBe(1)
  expect(far.taken).toHaveLength(5)
  expect(far.taken[0]?.raw).toBe('Subject: x\r\n\r\n.dot\r\nend\r\n')
})

test('old carrier addresses are spoken as they are', async () => {
  const far = await farSide()
  const lines = connections()
  for (const to of ['a..b@far.example', 'a.@far.example']) await lines.send(at(far.port), mail(to))
  expect(far.taken.map((one) => one.to)).toEqual(['a..b@far.example', 'a.@far.example'])
})

test('a refused person does not cost the connection', async () => {
  const far = await farSide({
    rcpt: (to) => (to.startsWith('no') ? { code: 550, text: '5.1.1 no such user' } : undefined),
  })
  const lines = connections()
  expect(await lines.send(at(far.port), mail('no@far.example'))).toEqual({
    kind: 'answered',
    at: 'recipient',
    code: 550,
    reply: '550 5.1.1 no such user',
  })
  expect(await lines.send(at(far.port), mail('yes@far.example'))).toMatchObject({ kind: 'accepted' })
  expect(far.connections()).toBe(1)
})

test('a refused text is told apart from a refused person', async () => {
  const far = await farSide({ data: () => ({ code: 554, text: 'spam' }) })
  expect(await connections().send(at(far.port), mail())).toMatchObject({
    kind: 'answered',
    at: 'text',
    code: 554,
  })
})

test('a mail taken without an answer has perhaps left; one cut before the text has not', async () => {
  const far = await farSide({ dieAfterData: () => true })
  expect(await connections().send(at(far.port), mail())).toEqual({
    kind: 'broken',
    cause: 'closed',
    left: true,
  })
  const early = await raw((socket) => {
    socket.write('220 hello\r\n')
    socket.on('data', (data) =>
      String(data).startsWith('EHLO') ? socket.write('250 fine\r\n') : socket.destroy(),
    )
  })
  expect(await connections().send(at(early.port), mail())).toEqual({
    kind: 'broken',
    cause: 'closed',
    left: false,
  })
})

test('a server that hangs is left within the patience, at the greeting and later', async () => {
  const silent = await raw(() => undefined)
  expect(await connections().send(at(silent.port), mail())).toEqual({
    kind: 'broken',
    cause: 'timeout',
    left: false,
  })
  const far = await farSide({ hold: () => new Promise(() => undefined) })
  expect(await connections().send(at(far.port), mail())).toEqual({
    kind: 'broken',
    cause: 'timeout',
    left: false,
  })
})

test('a server that feeds one letter at a time is left after the whole attempt', async () => {
  const drip = await raw((socket) => {
    socket.write('220 hello\r\n')
    const timer = setInterval(() => socket.write('2'), 100)
    socket.on('close', () => clearInterval(timer))
  })
  const before = Date.now()
  const end = await connections().send(at(drip.port), mail())
  expect(end).toMatchObject({ kind: 'broken', left: false })
  expect(Date.now() - before).toBeLessThan(4_000)
})

test('nonsense is called nonsense', async () => {
  const odd = await raw((socket) => {
    socket.write('220 hello\r\n')
    socket.on('data', (data) =>
      socket.write(String(data).startsWith('EHLO') ? '250 fine\r\n' : '%%% もしもし\r\n'),
    )
  })
  expect(await connections().send(at(odd.port), mail())).toMatchObject({
    kind: 'broken',
    cause: 'nonsense',
    left: false,
  })
})

test('nobody there, or nobody willing: the next server of the domain is tried', async () => {
  const far = await farSide()
  const closed = await openFarSide()
  await closed.close()
  const busy = await raw((socket) => socket.end('421 4.3.2 not now\r\n'))
  expect(await connections().send(at(closed.port), mail())).toEqual({
    kind: 'broken',
    cause: 'connect',
    left: false,
  })
  expect(await connections().send(at(busy.port), mail())).toMatchObject({
    kind: 'answered',
    at: 'greeting',
    code: 421,
  })
  const all = [...at(closed.port), ...at(busy.port), ...at(far.port)]
  expect(await connections().send(all, mail())).toMatchObject({ kind: 'accepted' })
})

test('a connection that the far side closed while it lay idle costs nothing', async () => {
  let served = 0
  const far = await raw((socket) => {
    socket.write('220 hello\r\n')
    let text = false
    socket.on('data', (data) => {
      for (const line of String(data).split('\r\n').filter(Boolean)) {
        if (text) {
          if (line !== '.') continue
          text = false
          served++
          socket.write('250 taken\r\n')
          // Says goodbye only when the next mail begins: the sender cannot know before.
        } else if (line === 'DATA') {
          text = true
          socket.write('354 go\r\n')
        } else if (line.startsWith('MAIL') && served === 1) {
          served = 10
          socket.destroy()
        } else socket.write('250 fine\r\n')
      }
    })
  })
  const lines = connections()
  expect(await lines.send(at(far.port), mail())).toMatchObject({ kind: 'accepted' })
  expect(await lines.send(at(far.port), mail())).toMatchObject({ kind: 'accepted' })
  expect(served).toBe(11)
})
