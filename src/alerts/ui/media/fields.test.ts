import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { faultsOf, fieldsOf, type Schema, settingsOf, type Typed, typedOf } from './fields.ts'
import { dayOf, planFaults } from './plan.ts'

const settings = z.object({
  host: z.string().max(80).meta({ title: 'サーバー' }),
  port: z.number().int().min(1).max(65535).default(25).meta({ title: 'ポート' }),
  password: z.string().meta({ title: 'パスワード', secret: true }),
  secure: z.boolean().default(false),
  mode: z.enum(['fast', 'careful']).default('fast'),
  topics: z.array(z.string()).default([]),
  note: z.string().max(500).optional(),
  rate: z.number().min(0.1).nullable().default(null),
  sender: z.object({ name: z.string(), address: z.string() }),
  rules: z.record(z.string(), z.number()).default({}),
})
const schema = z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' }) as Schema
const fields = fieldsOf(schema)
const kinds = Object.fromEntries(fields.map((field) => [field.path.join('.'), field.kind]))

describe('the form of a medium', () => {
  it('draws each part of the schema as the field that fits it', () => {
    expect(kinds).toEqual({
      host: 'text',
      port: 'number',
      password: 'secret',
      secure: 'yes-no',
      mode: 'choice',
      topics: 'lines',
      note: 'text',
      rate: 'number',
      sender: 'group',
      rules: 'json',
    })
  })

  it('asks for what has no default, and says the range of a number', () => {
    expect(fields.find((field) => field.title === 'サーバー')?.required).toBe(true)
    expect(fields.find((field) => field.title === 'ポート')).toMatchObject({
      required: false,
      whole: true,
      minimum: 1,
      maximum: 65535,
    })
  })

  it('begins with what is kept, then with the defaults', () => {
    const typed = typedOf(fields, { host: 'mail.example', sender: { name: 'つなぐ市' } }, schema)
    expect(typed).toMatchObject({ host: 'mail.example', port: '25', mode: 'fast', 'sender.name': 'つなぐ市' })
  })

  it('says what is wrong before the server is asked', () => {
    const typed: Typed = { ...typedOf(fields, {}, schema), port: '70000', rate: 'many', rules: '{' }
    expect(faultsOf(fields, typed)).toEqual({
      host: 'missing',
      port: 'too_large',
      password: 'missing',
      rate: 'not_number',
      'sender.name': 'missing',
      'sender.address': 'missing',
      rules: 'not_json',
    })
    expect(faultsOf(fields, { ...typed, port: '2.5' }).port).toBe('not_whole')
  })

  it('gives back every setting that it was filled with', () => {
    const word = fc.stringMatching(/^[^\s][^\n\r]{0,20}[^\s]$/)
    const kept = fc.record({
      host: word,
      port: fc.integer({ min: 1, max: 65535 }),
      password: word,
      secure: fc.boolean(),
      mode: fc.constantFrom('fast', 'careful'),
      topics: fc.array(word, { maxLength: 4 }),
      note: word,
      rate: fc.integer({ min: 1, max: 100 }),
      sender: fc.record({ name: word, address: word }),
      rules: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.integer()),
    })
    fc.assert(
      fc.property(kept, (before) => {
        const typed = typedOf(fields, before, schema)
        expect(faultsOf(fields, typed)).toEqual({})
        expect(settings.parse(settingsOf(fields, typed))).toEqual(
          settings.parse(JSON.parse(JSON.stringify(before).replaceAll('\u2028', ''))),
        )
      }),
    )
  })
})

describe('a drill plan', () => {
  const plan = { day: '2026-12-01', media: ['disaster-radio'], reason: '総合防災訓練' }

  it('may be for today, not for yesterday, and not for a day that does not exist', () => {
    expect(planFaults(plan, '2026-12-01')).toEqual({})
    expect(planFaults(plan, '2026-12-02')).toEqual({ day: 'planFaultDay' })
    expect(planFaults({ ...plan, day: '2027-02-30' }, '2026-12-01')).toEqual({ day: 'planFaultDay' })
  })

  it('needs a medium and a reason', () => {
    expect(Object.keys(planFaults({ ...plan, media: [], reason: ' ' }, '2026-12-01'))).toEqual([
      'media',
      'reason',
    ])
  })

  it('counts the day of the city, which is ahead of UTC', () => {
    expect(dayOf(new Date('2026-11-22T15:00:00Z'))).toBe('2026-11-23')
  })
})
