import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { factsSchema } from '../../schema.ts'
import { templateOf, templates } from '../../templates.ts'
import {
  type Around,
  bodyOf,
  chooseKind,
  chooseLevel,
  chooseTemplate,
  newForm,
  previewBodyOf,
  setWording,
} from './form.ts'

const around: Around = {
  now: new Date('2026-11-22T18:40:00+09:00'),
  media: [
    { name: 'city-site', off: null, kinds: ['emergency', 'important', 'notice'] },
    { name: 'email', off: '差出人がまだ決まっていません', kinds: ['emergency', 'important', 'notice'] },
    { name: 'disaster-radio', off: null, kinds: ['emergency', 'important'] },
  ],
}
const order = () => newForm(templateOf('evacuation-order'), false, around)

describe('a new form', () => {
  test.each(templates)('of $label becomes a body that the server takes', (template) => {
    const body = bodyOf(newForm(template, true, around))
    expect(factsSchema.parse(body.facts)).toMatchObject({ level: template.level, what: template.what })
    expect(body.drill).toBe(true)
    expect(body.scheduledAt).toBeNull()
  })

  test('takes every medium that is on and that the kind may use', () => {
    expect(order().media).toEqual(['city-site', 'disaster-radio'])
    expect(newForm(templateOf('event'), false, around).media).toEqual(['city-site'])
  })

  test('holds for as long as its kind: two days for a warning', () => {
    expect(bodyOf(order()).facts.validUntil).toBe('2026-11-24T18:40:00+09:00')
  })
})

describe('another template', () => {
  test('brings its words, but leaves what a person wrote', () => {
    const written = { ...order(), facts: { ...order().facts, reason: '結川が氾濫危険水位を超えました。' } }
    const next = chooseTemplate(written, templateOf('emergency-safety'), around)
    expect(next.facts).toMatchObject({ level: 5, what: '緊急安全確保', reason: written.facts.reason })
    expect(next.facts.action).toBe(templateOf('emergency-safety').action)
  })

  test('takes away a medium that its kind may not use, even one that a person chose', () => {
    const chosen = { ...order(), mediaSet: true, media: ['disaster-radio', 'email'] }
    expect(chooseKind(chosen, 'notice', around).media).toEqual(['email'])
  })

  test('does not move an end that a person set', () => {
    const set = { ...order(), validUntil: '2026-11-23T09:00', validUntilSet: true }
    expect(chooseKind(set, 'notice', around).validUntil).toBe('2026-11-23T09:00')
  })
})

describe('a level and its word', () => {
  test('never part, whatever is pressed in whatever order', () => {
    const words: Record<string, number> = { 高齢者等避難: 3, 避難指示: 4, 緊急安全確保: 5 }
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...templates), fc.constantFrom(null, 1, 2, 3, 4, 5)), {
          minLength: 1,
          maxLength: 8,
        }),
        (presses) => {
          const form = presses.reduce(
            (last, press) =>
              press === null || typeof press === 'number'
                ? chooseLevel(last, press, around)
                : chooseTemplate(last, press, around),
            order(),
          )
          const levelOfWord = words[form.facts.what]
          if (levelOfWord !== undefined) expect(form.facts.level).toBe(levelOfWord)
        },
      ),
    )
  })

  test('change together: 3 after 避難指示 says 高齢者等避難', () => {
    expect(chooseLevel(order(), 3, around).facts).toMatchObject({ level: 3, what: '高齢者等避難' })
    expect(chooseLevel(order(), 3, around).template).toBe('elderly-evacuation')
  })

  test('leave an empty subject when the level goes, so that a person must name it', () => {
    expect(chooseLevel(order(), null, around).facts).toMatchObject({ level: null, what: '' })
  })

  test('do not touch a subject of one’s own', () => {
    const own = { ...order(), facts: { ...order().facts, what: '川の増水' } }
    expect(chooseLevel(own, 2, around).facts).toMatchObject({ level: 2, what: '川の増水' })
  })
})

describe('the words of one medium', () => {
  const words = { title: '題', text: '文' }

  test('are sent with the preview', () => {
    expect(previewBodyOf(setWording(order(), 'email', 'ja', words)).wordings).toEqual({
      email: { ja: words },
    })
  })

  test('leave nothing behind when they are taken back', () => {
    const both = setWording(setWording(order(), 'email', 'ja', words), 'email', 'ja-easy', words)
    const one = setWording(both, 'email', 'ja', null)
    expect(one.wordings).toEqual({ email: { 'ja-easy': words } })
    expect(setWording(one, 'email', 'ja-easy', null).wordings).toEqual({})
  })
})
