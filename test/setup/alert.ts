import { approve } from '../../src/alerts/approval/approve.ts'
import { submit } from '../../src/alerts/approval/move.ts'
import { findDraft } from '../../src/alerts/draft/queries.ts'
import { type DraftInput, writeDraft } from '../../src/alerts/draft/write.ts'
import type { Operator } from '../../src/alerts/lifecycle.ts'
import { everythingConfirmed } from '../../src/alerts/testing.ts'
import type { TestHouse } from './house.ts'

type Change = Partial<Omit<DraftInput, 'facts'>> & { facts?: Partial<DraftInput['facts']> }

/** 避難指示 for 川原 on the city's site. */
export async function inputOf(all: TestHouse, { facts, ...change }: Change = {}): Promise<DraftInput> {
  const district = await all.inside((tx) =>
    tx.selectFrom('district').select('id').where('name', '=', '川原').executeTakeFirstOrThrow(),
  )
  return {
    kind: 'emergency',
    drill: false,
    template: 'evacuation-order',
    wordings: {},
    media: ['city-site'],
    languages: ['ja'],
    scheduledAt: null,
    ...change,
    facts: {
      level: 4,
      hazard: 'flood',
      what: '避難指示',
      districts: [district.id],
      wholeCity: false,
      place: '',
      reason: '結川が氾濫危険水位を超えました。',
      action: '危険な場所から全員避難してください。',
      shelters: ['川原中'],
      when: '',
      nextReview: '',
      contact: '',
      correctionReason: '',
      validUntil: new Date(Date.now() + 3_600_000).toISOString(),
      ...facts,
    },
  }
}

/** A new draft of つなぐ市. @returns its id */
export async function draftOf(all: TestHouse, author: Operator, change: Change = {}): Promise<string> {
  const input = await inputOf(all, change)
  return all.inside((tx) => writeDraft(tx, all.house.alerts, input, author))
}

/** Draft → submit → approve by two people. @returns the message's id */
export async function sentBy(
  all: TestHouse,
  author: Operator,
  approver: Operator,
  change: Change = {},
): Promise<string> {
  const draftId = await draftOf(all, author, change)
  return all.inside(async (tx) => {
    await submit(tx, all.house.alerts, draftId, author)
    const version = (await findDraft(tx, draftId))?.version ?? 0
    const given = { operator: approver, steppedUp: true, version, confirmations: everythingConfirmed }
    return approve(tx, all.house.alerts, draftId, given)
  })
}
