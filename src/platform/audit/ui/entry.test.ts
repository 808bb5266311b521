import { expect, it } from 'vitest'
import { deedOf, factsOf, halves, pageOf, subjectOf } from './entry.ts'

const sato = '01a20730-fb7b-7000-9389-b0a07b3b6c10'
const names = new Map([[sato, '佐藤 恵']])

it('an action is said in words, and one that nobody named by its own name', () => {
  expect(deedOf({ action: 'alerts.approved' }, 'ja')).toBe('承認しました')
  expect(deedOf({ action: 'later.thing' }, 'ja')).toBe('later.thing')
})

it('a person is called by name, anything else by what it is and its mark', () => {
  expect(subjectOf(`person:${sato}`, names, 'ja')).toBe('職員 佐藤 恵')
  expect(subjectOf(`draft:${sato}`, names, 'ja')).toBe('下書き …6c10')
  expect(subjectOf('medium:city-site', names, 'ja')).toBe('媒体 city-site')
  expect(subjectOf('system', names, 'ja')).toBe('system')
})

it('an id may hold further colons', () => {
  expect(halves('zone:district:kawara')).toEqual({ kind: 'zone', id: 'district:kawara' })
})

it('a line leads to the page of what it is about, where there is one', () => {
  expect(pageOf(`message:${sato}`)).toBe(`/alerts/${sato}`)
  expect(pageOf(`person:${sato}`)).toBeUndefined()
})

it('details that have no words here stay in the proof', () => {
  expect(factsOf({ role: 'approver', drill: true, secretWord: 'x', nested: { a: 1 } }, 'ja')).toEqual([
    '役割：承認',
    '訓練：はい',
  ])
  expect(factsOf({ reason: 'あ'.repeat(61), media: ['email', 'city-site'] }, 'ja')).toEqual([
    '媒体：email、city-site',
  ])
})
