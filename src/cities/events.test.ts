import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { serve } from '@hono/node-server'
import { expect, test } from 'vitest'
import { localBus } from '#platform/bus.ts'
import { eventStreams } from './events.ts'

const stay = { mayStay: async () => true }

function reader(response: Response) {
  const from = response.body?.getReader()
  const decoder = new TextDecoder()
  return {
    next: async () => {
      const taken = await from?.read()
      return taken?.done ? 'end' : decoder.decode(taken?.value)
    },
    leave: () => from?.cancel(),
  }
}

test('a change of the city reaches its readers as a topic, and no other city’s', async () => {
  const bus = localBus()
  const streams = eventStreams(bus)
  const response = streams.open('ours', stay)
  expect(response.headers.get('content-type')).toMatch('text/event-stream')
  const ours = reader(response)
  expect(await ours.next()).toBe('retry: 2000\n\n')
  const next = ours.next()
  bus.publish({ cityId: 'theirs', topic: 'alerts' })
  bus.publish({ cityId: 'ours', topic: 'mode', id: 'not told' })
  expect(await next).toBe('data: {"topic":"mode"}\n\n')
  streams.close()
})

test('a reader who takes nothing costs a few words and holds up nobody', async () => {
  const bus = localBus()
  const streams = eventStreams(bus)
  const [slow, quick] = [reader(streams.open('ours', stay)), reader(streams.open('ours', stay))]
  await Promise.all([slow.next(), quick.next()])
  for (let i = 0; i < 10_000; i++) bus.publish({ cityId: 'ours', topic: i % 2 ? 'alerts' : 'media' })
  const both = 'data: {"topic":"media"}\n\ndata: {"topic":"alerts"}\n\n'
  expect(await quick.next()).toBe(both)
  bus.publish({ cityId: 'ours', topic: 'frame' })
  expect(await quick.next()).toBe('data: {"topic":"frame"}\n\n')
  expect(await slow.next()).toBe(`${both}data: {"topic":"frame"}\n\n`)
  streams.close()
})

test('the line is kept alive by a comment', async () => {
  const streams = eventStreams(localBus())
  const line = reader(streams.open('ours', { ...stay, heartbeat_ms: 5 }))
  await line.next()
  expect(await line.next()).toBe(': \n\n')
  streams.close()
})

test('stopping the server ends every stream, also those asked for later', async () => {
  const streams = eventStreams(localBus())
  const before = reader(streams.open('ours', stay))
  await before.next()
  const waiting = before.next()
  streams.close()
  expect(await waiting).toBe('end')
  const after = reader(streams.open('ours', stay))
  expect(await after.next()).toBe('end')
  expect(streams.count()).toBe(0)
})

test('a reader who leaves is forgotten', async () => {
  const bus = localBus()
  const streams = eventStreams(bus)
  const line = reader(streams.open('ours', stay))
  await line.next()
  await line.leave()
  expect(streams.count()).toBe(0)
  bus.publish({ cityId: 'ours', topic: 'alerts' })
})

test('a session that has ended loses its stream', async () => {
  const streams = eventStreams(localBus())
  const line = reader(streams.open('ours', { mayStay: async () => false, heartbeat_ms: 2 }))
  let said = await line.next()
  while (said !== 'end') said = await line.next()
  expect(streams.count()).toBe(0)
})

test('a reader frozen for too long is let go', async () => {
  const streams = eventStreams(localBus())
  streams.open('ours', { ...stay, heartbeat_ms: 2, patience_ms: 10 })
  await expect.poll(() => streams.count()).toBe(0)
})

test('over real sockets: one that is never read holds up neither its neighbour nor the end of the server', async () => {
  const bus = localBus()
  const streams = eventStreams(bus)
  const { server, port } = await new Promise<{ server: ReturnType<typeof serve>; port: number }>(
    (resolve) => {
      const fetch = () => streams.open('ours', stay)
      const made = serve({ fetch, port: 0, hostname: '127.0.0.1' }, (info: AddressInfo) =>
        resolve({ server: made, port: info.port }),
      )
    },
  )
  const frozen = connect(port, '127.0.0.1')
  frozen.pause()
  frozen.write('GET / HTTP/1.1\r\nHost: city\r\n\r\n')
  const quick = reader(await fetch(`http://127.0.0.1:${port}/`))
  expect(await quick.next()).toBe('retry: 2000\n\n')
  await expect.poll(() => streams.count()).toBe(2)
  for (let i = 0; i < 50_000; i++) bus.publish({ cityId: 'ours', topic: `topic-${i % 500}` })
  expect(await quick.next()).toContain('topic-499')
  const closed = new Promise((resolve) => server.close(resolve))
  streams.close()
  frozen.destroy()
  await closed
  expect(streams.count()).toBe(0)
})
