import { describe, expect, it } from 'vitest'
import { nearestName } from './nearest-name.ts'

const NAMES = ['query:test.ping.v1', 'query:entries.get.v1', 'query:entries.list.v1', 'action:entries.create.input.v1']

describe('the name that was probably meant', () => {
  it.each([
    ['query:test.pnig.v1', 'query:test.ping.v1'],
    ['query:entries.gets.v1', 'query:entries.get.v1'],
    ['QUERY:ENTRIES.LIST.V1', 'query:entries.list.v1'],
    ['entries.create.input.v1', 'action:entries.create.input.v1'],
    ['query:entries.get.v1', 'query:entries.get.v1'],
  ])('%s is %s', (typed, name) => {
    expect(nearestName(typed, NAMES)).toBe(name)
  })

  it.each(['', 'x', 'finance:balance', 'something else entirely that nobody offers'])('is none for %j', (typed) => {
    expect(nearestName(typed, NAMES)).toBeNull()
  })

  it('is none where there are no names', () => {
    expect(nearestName('anything', [])).toBeNull()
  })

  it('looks at no more than the beginning of what was typed', () => {
    expect(nearestName('x'.repeat(10_000_000), NAMES)).toBeNull()
  })
})
