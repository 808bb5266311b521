import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestTown, type TestTown } from '../testing/town-in-test.ts'

let t: TestTown
beforeAll(async () => {
  t = await openTestTown()
})
afterAll(() => t.close())
beforeEach(async () => {
  await t.call('DELETE', '/api/faults')
  await t.call('DELETE', '/api/mail')
})

interface Ended {
  code: number | undefined
  words: string
  ms: number
}

/** Sends one mail and tells how the client saw it end; code 250 when it was taken. */
async function send(to: string): Promise<Ended> {
  const started = performance.now()
  const ms = () => performance.now() - started
  const client = t.client({ greetingTimeout: 2_000, socketTimeout: 2_000 })
  try {
    const sent = await client.sendMail({ from: 'alert@city.example', to, subject: 'x', text: 'y' })
    return { code: 250, words: sent.response, ms: ms() }
  } catch (error) {
    const failure = error as Error & { responseCode?: number; response?: string }
    return { code: failure.responseCode, words: failure.response ?? failure.message, ms: ms() }
  }
}

const fault = async (email: unknown) =>
  expect((await t.call('POST', '/api/faults', { email })).status).toBe(200)
const received = async () => {
  await t.town.settled()
  return (await t.get<{ received: number }>('/api/mail/counts')).received
}

describe('the domains that are always so', () => {
  it.each([
    ['nobody@bouncy.example', 550, '5.1.1'],
    ['anyone@busy.example', 451, '4.7.0'],
    ['anyone@full.example', 552, '5.2.2'],
    ['anyone@elsewhere.example', 550, '5.7.1'],
  ])('%s is refused with %i %s', async (to, code, status) => {
    expect(await send(to)).toMatchObject({ code, words: expect.stringContaining(status) })
    expect(await received()).toBe(0)
  })
  it('slow.example holds each recipient, then takes the mail', async () => {
    const ended = await send('anyone@slow.example')
    expect(ended.code).toBe(250)
    expect(ended.ms).toBeGreaterThanOrEqual(290)
  })
  it('a tar pit holds up nobody else', async () => {
    const slow = send('anyone@slow.example')
    const quick = await Promise.race([
      slow.then(() => 'slow'),
      send('aoi@docomo.example').then(() => 'quick'),
    ])
    expect(quick).toBe('quick')
    await slow
  })
})

describe('a fault that is set', () => {
  it('refuses for now', async () => {
    await fault({ refuse: true })
    expect(await send('aoi@docomo.example')).toMatchObject({ code: 451 })
  })
  it('refuses for good', async () => {
    await fault({ refuse: 'permanent' })
    expect(await send('aoi@docomo.example')).toMatchObject({ code: 550 })
  })
  it('refuses the connection', async () => {
    await fault({ refuse: 'connection' })
    expect(await send('aoi@docomo.example')).toMatchObject({ code: 421 })
  })
  it('holds each recipient', async () => {
    await fault({ tarpit: 0.2 })
    expect((await send('aoi@docomo.example')).ms).toBeGreaterThanOrEqual(190)
  })
  it('takes the mail and answers late', async () => {
    await fault({ delaySeconds: 0.2 })
    const ended = await send('aoi@docomo.example')
    expect(ended).toMatchObject({ code: 250 })
    expect(ended.ms).toBeGreaterThanOrEqual(190)
  })
  it('answers nonsense', async () => {
    await fault({ nonsense: true })
    const ended = await send('aoi@docomo.example')
    expect(ended.code).not.toBe(250)
    expect(await received()).toBe(0)
  })
  it('dies before it has the mail', async () => {
    await fault({ die: 'before-data' })
    expect((await send('aoi@docomo.example')).code).toBeUndefined()
    expect(await received()).toBe(0)
  })
  it('dies after it has kept the mail, so that nobody can know', async () => {
    await fault({ die: true })
    expect((await send('aoi@docomo.example')).code).toBeUndefined()
    expect(await received()).toBe(1)
  })
  it('touches only the domains that are named', async () => {
    await fault([{ refuse: 'permanent', domains: ['au.example'] }])
    expect((await send('riku@au.example')).code).toBe(550)
    expect((await send('aoi@docomo.example')).code).toBe(250)
  })
  it('goes away when the faults are taken back', async () => {
    await fault({ refuse: true })
    await t.call('DELETE', '/api/faults')
    expect((await send('aoi@docomo.example')).code).toBe(250)
  })
  it.each([
    [{}],
    [{ refuse: true, die: true }],
    [{ refuse: 'connection', domains: ['au.example'] }],
    [{ refuze: true }],
  ])('is not set when it is unclear: %j', async (email) => {
    expect((await t.call('POST', '/api/faults', { email })).status).toBe(400)
  })
})
