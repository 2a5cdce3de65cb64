import type { GrantView } from '@grantry/contract'
import { expect, it } from 'vitest'
import { outgoingCalls } from './outgoing-calls.ts'

const grant = (part: Partial<GrantView>) =>
  ({ id: 'extensions.call', granted: true, grantedScope: null, ...part }) as GrantView
const scope = { operations: ['query:finance:balance.v1', 'action:finance:book.input.v1', 'wordstats:*'] }

it('tells by extension what may be called', () => {
  expect(outgoingCalls([grant({ scope })])).toEqual([
    {
      extension: 'finance',
      operations: [
        { pattern: 'query:finance:balance.v1', granted: true },
        { pattern: 'action:finance:book.input.v1', granted: true },
      ],
    },
    { extension: 'wordstats', operations: [{ pattern: 'wordstats:*', granted: true }] },
  ])
})

it('tells what was left out of a narrowed grant, and everything of one that was not given', () => {
  const granted = ({ grantedScope = null, ...part }: Partial<GrantView>) =>
    outgoingCalls([grant({ scope, grantedScope, ...part })]).flatMap(({ operations }) =>
      operations.map((o) => o.granted),
    )
  expect(granted({ grantedScope: { operations: ['query:finance:balance.v1'] } })).toEqual([true, false, false])
  expect(granted({ granted: false })).toEqual([false, false, false])
})

it('is empty for an install that calls nobody', () => {
  expect(outgoingCalls([])).toEqual([])
})
