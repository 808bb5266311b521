import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { takeCap } from '../src/alerts/sources/from-cap.ts'
import { districtsTouched } from '../src/cities/index.ts'
import { makeKey } from '../src/cities/staff/keys.ts'
import { guardedRoutes, walkPermissions } from '../src/cities/staff/permission-testing.ts'
import { type TestDatabases, testDatabases } from '../src/platform/database/testing.ts'
import { draftOf, sentBy } from './setup/alert.ts'
import { type TestHouse, testHouse } from './setup/house.ts'

let databases: TestDatabases
let all: TestHouse
beforeAll(async () => {
  databases = await testDatabases()
  all = await testHouse(databases)
})
afterAll(async () => {
  await all.end()
  await databases.drop()
})

test('every route of the whole application is open to those it names, and to nobody else', async () => {
  expect(guardedRoutes(all.app).length).toBeGreaterThan(40)
  const walkers = await all.staff.walkers(all.cities.ours)
  all.house.memory.forget()
  const looksAfterItself = ['/api/auth/*', '/api/demo/*', '/api/metrics'] // log-in; the demonstration alone; the neighbourhood alone
  const wrong = await walkPermissions(all.app, walkers, { allow: looksAfterItself })
  expect(wrong.filter((line) => !line.includes('/api/metrics'))).toEqual([])
}, 120_000)

describe('a second city', () => {
  /** Ids of everything つなぐ市 owns, by the name of the path's parameter. */
  async function belongings() {
    const { house, cities } = all
    const [ito, sato] = [await all.somebody(['author']), await all.somebody(['approver'])]
    const messageId = await sentBy(all, ito.operator, sato.operator)
    const draftId = await draftOf(all, ito.operator)
    const dispatch = await all.inside((tx) =>
      tx.selectFrom('dispatch').select('id').where('message_id', '=', messageId).executeTakeFirstOrThrow(),
    )
    const { id: keyId } = await makeKey(house.staff, cities.ours, ito.userId, {
      name: '県',
      scopes: ['cap:write'],
      days: null,
    })
    const planId = house.alerts.newId()
    await all.inside((tx) =>
      tx
        .insertInto('drill_plan')
        .values({
          city_id: tx.cityId,
          id: planId,
          day: '2026-12-01',
          media: ['city-site'],
          reason: '訓練',
          made_by: ito.userId,
        })
        .execute(),
    )
    const district = await all.inside((tx) =>
      tx.selectFrom('district').select('id').limit(1).executeTakeFirstOrThrow(),
    )
    return { ito, sato, messageId, draftId, dispatchId: dispatch.id, keyId, planId, districtId: district.id }
  }

  test('finds nothing of the first, under no id and in no list', async () => {
    const own = await belongings()
    const ids = [
      own.messageId,
      own.draftId,
      own.dispatchId,
      own.keyId,
      own.planId,
      own.ito.userId,
      own.districtId,
    ]
    const stranger = await all.somebody(['author', 'approver', 'admin', 'auditor'], all.cities.theirs)
    const foundBy: string[] = []
    const body = {
      version: 1,
      act: 'stop',
      move: 'reject',
      reason: '試し試し',
      type: 'cancel',
      words: '見た',
      roles: ['admin'],
      role: 'admin',
    }
    for (const { method, path } of guardedRoutes(all.app)) {
      if (!/\{\w+\}/.test(path) || path.includes('{name}') || path.includes('{template}')) continue
      for (const id of ids) {
        const { status } = await all.ask(
          stranger.headers,
          method,
          path.replace(/\{\w+\}/g, id),
          method === 'GET' ? undefined : { ...body, proof: stranger.proof() },
        )
        if (status < 400) foundBy.push(`${method} ${path}`)
      }
    }
    expect(foundBy).toEqual([])
    const lists = guardedRoutes(all.app).filter(({ method, path }) => method === 'GET' && !path.includes('{'))
    for (const { path } of lists.filter((one) => !/events|openapi|metrics/.test(one.path))) {
      const { body: shown } = await all.ask(stranger.headers, 'GET', path)
      const text = JSON.stringify(shown)
      for (const id of ids) expect(text.includes(id), `${path} shows ${id}`).toBe(false)
      expect(text.includes('川原'), `${path} names a district of つなぐ市`).toBe(false)
    }
  }, 120_000)

  test('changes nothing of the first: what was there is there as it was', async () => {
    const own = await belongings()
    const stranger = await all.somebody(['author', 'approver', 'admin'], all.cities.theirs)
    const step = async () =>
      all.inside((tx) =>
        tx
          .selectFrom('alert_draft')
          .select(['step', 'version'])
          .where('id', '=', own.draftId)
          .executeTakeFirst(),
      )
    const before = await step()
    for (const path of ['submit', 'send-back', 'approve', 'opened'])
      await all.ask(stranger.headers, 'POST', `/api/alerts/drafts/${own.draftId}/${path}`, {
        move: 'reject',
        reason: '試し',
        version: 1,
        proof: stranger.proof(),
      })
    expect(await step()).toEqual(before)
  })

  test('is not reached by a key of the first, nor by a reference to a file of the first', async () => {
    const { key } = await makeKey(all.house.staff, all.cities.ours, null, {
      name: '県',
      scopes: ['alerts:read'],
      days: null,
    })
    const wrongScope = await all.ask(
      { Authorization: `Bearer ${key}` },
      'POST',
      '/api/cap',
      new Uint8Array([60]),
    )
    expect(wrongScope.status).toBe(403)
    const cancel = new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>c</identifier><sender>s@x.example</sender>
<sent>2026-01-01T09:00:00+09:00</sent><status>Actual</status><msgType>Cancel</msgType><scope>Public</scope>
<note>x</note><references>s@x.example,a,2026-01-01T09:00:00+09:00</references></alert>`)
    const taken = await all.inside(
      (tx) => takeCap(tx, { ...all.house.alerts, districtsTouched }, cancel, 'system'),
      all.cities.theirs,
    )
    expect(taken).toMatchObject({ draftId: null })
  })
})
