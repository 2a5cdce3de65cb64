import { DEFAULT_LIMITS, GuestFault } from '@grantry/runtime'
import { describe, expect, it } from 'vitest'
import { FuelShares } from './fuel-shares.ts'
import { toDomainError } from './guest-faults.ts'

const limits = { ...DEFAULT_LIMITS, fuel: 1_000_000n, loadFuel: 2_000_000n, memoryPages: 256, deadlineMs: 5_000 }
const STACK = 'InternalError: out of memory\n    at run (extension.js:709:48)'

describe("a guest's fault, told to people", () => {
  it.each([
    ['fuel_exhausted', '', 'The call used up its fuel (the limit is 1,000,000 units).'],
    ['deadline_exceeded', '', 'The call did not finish before its deadline (the limit is 5,000 ms).'],
    [
      'memory_exceeded',
      `${STACK}\n`,
      `The guest asked for more memory than its limit allows (the limit is 256 pages of 64 KiB): ${STACK}`,
    ],
    ['guest_error', 'Error: full', 'The guest threw an error: Error: full.'],
    ['guest_error', 'Error: It is full!', 'The guest threw an error: Error: It is full!'],
    ['guest_error', `${STACK}\n`, `The guest threw an error: ${STACK}`],
    ['stack_overflow', '', 'The guest recursed too deeply.'],
  ] as const)('of %s with the words %j', (code, words, told) => {
    const fault = new GuestFault(code, words, { fuelConsumed: 5n })
    expect(toDomainError(fault, { limits }, new FuelShares())).toMatchObject({ kind: 'refused', code, message: told })
  })

  it('names the limit of loading when the fuel of a load is used up', () => {
    const load = new GuestFault('fuel_exhausted', '', { fuelConsumed: 2_000_000n })
    expect(toDomainError(load, { limits }, new FuelShares())).toMatchObject({
      message: 'The call used up its fuel (the limit is 2,000,000 units).',
    })
  })
})
