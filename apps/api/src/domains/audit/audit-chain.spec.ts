import { describe, expect, it } from 'vitest'
import { type ChainedEvent, GENESIS, hashEvent } from './audit-chain.ts'

const event: ChainedEvent = {
  at: new Date('2026-01-02T03:04:05.678Z'),
  actorId: 'ada',
  action: 'review.approved',
  subject: 'version:1',
  workspaceId: null,
  data: { b: [1, { d: 2, c: 3 }], a: 'ä' },
  previous: GENESIS,
}

describe('the hash of an event', () => {
  it('is 64 hex digits and the same for the same event', () => {
    expect(hashEvent(event)).toMatch(/^[0-9a-f]{64}$/)
    expect(hashEvent({ ...event })).toBe(hashEvent(event))
  })

  it('does not depend on the order in which keys were written', () => {
    const reordered = { ...event, data: { a: 'ä', b: [1, { c: 3, d: 2 }] } }
    expect(hashEvent(reordered)).toBe(hashEvent(event))
  })

  it.each<[keyof ChainedEvent, unknown]>([
    ['at', new Date('2026-01-02T03:04:05.679Z')],
    ['actorId', null],
    ['action', 'review.rejected'],
    ['subject', 'version:2'],
    ['workspaceId', 'w'],
    ['data', { b: [{ d: 2, c: 3 }, 1], a: 'ä' }],
    ['data', { b: [1, { d: 2, c: 3 }], a: 'a\u0308' }],
    ['data', {}],
    ['previous', '1'.repeat(64)],
  ])('is another when %s is another: %j', (field, value) => {
    expect(hashEvent({ ...event, [field]: value })).not.toBe(hashEvent(event))
  })

  it('tells fields apart that read alike when they are put together', () => {
    const split = (action: string, subject: string) => hashEvent({ ...event, action, subject })
    expect(split('a', 'b:c')).not.toBe(split('a:b', 'c'))
    expect(hashEvent({ ...event, data: { a: '","b":"' } })).not.toBe(hashEvent({ ...event, data: { a: '', b: '' } }))
  })
})
