import { FUEL_HEADER, MEMORY_HEADER, SHARES_HEADER, TIMING_HEADER } from '@grantry/contract'
import {
  type CallRequest,
  GUEST_FAULTS,
  GuestFault,
  type GuestFaultCode,
  type Limits,
  RuntimeUnavailable,
} from '@grantry/runtime'
import { DomainError } from '../../kernel/domain-error.ts'
import type { FuelShares } from './fuel-shares.ts'
import { toServerTiming } from './server-timing.ts'

type Bounded = Pick<CallRequest, 'limits' | 'loan'>

/**
 * What the runtime throws, as a failure of the platform: the guest's fault is 422 with its code, what the call had used and
 * what it might have used; ours is 503 or 429.
 */
export function toDomainError(error: unknown, request: Bounded, shares: FuelShares): unknown {
  const { limits } = request
  if (error instanceof GuestFault) {
    return new DomainError('refused', error.code, sentencesOf(error, request), {
      cause: error,
      headers: {
        [FUEL_HEADER]: String(error.fuelConsumed),
        [MEMORY_HEADER]: String(error.memoryPages),
        [TIMING_HEADER]: toServerTiming(error.stages),
        [SHARES_HEADER]: shares.toHeader(),
      },
      fields: {
        fuelConsumed: String(error.fuelConsumed),
        fuelLimit: String(budgetOf(error, limits)),
        memoryPages: error.memoryPages,
        memoryLimitPages: limits.memoryPages,
      },
    })
  }
  if (error instanceof RuntimeUnavailable) {
    const retryAfterSeconds = Math.max(1, Math.ceil(error.retryAfterMs / 1000))
    const kind = error.code === 'too_many_calls' ? 'limit' : 'unavailable'
    return new DomainError(kind, error.code, `${error.message}. Try again shortly.`, {
      cause: error,
      retryAfterSeconds,
    })
  }
  return error
}

/** Loading has a budget of its own; a call cannot have used more than its own. */
const budgetOf = ({ code, fuelConsumed }: GuestFault, { fuel, loadFuel }: Limits): bigint =>
  code === 'load_failed' || fuelConsumed > fuel ? loadFuel : fuel

/**
 * What happened, and the guest's own words behind it: they can be a stack of many lines. Limits that a call ran into are
 * named with their size. On loan there may have been less: what its caller had left.
 */
function sentencesOf(fault: GuestFault, { limits, loan }: Bounded): string {
  const sizes: Partial<Record<GuestFaultCode, string>> = {
    fuel_exhausted: `${budgetOf(fault, limits).toLocaleString('en')} units`,
    memory_exceeded: `${limits.memoryPages.toLocaleString('en')} pages of 64 KiB`,
    deadline_exceeded: `${limits.deadlineMs.toLocaleString('en')} ms`,
  }
  const size = sizes[fault.code]
  const limit = size === undefined ? '' : ` (the limit is ${loan === undefined ? '' : 'at most '}${size})`
  const sentence = `${GUEST_FAULTS[fault.code]}${limit}`
  return fault.detail === '' ? `${sentence}.` : `${sentence}: ${closed(fault.detail)}`
}

/** Ends a sentence that somebody else wrote. A stack is none. */
const closed = (words: string): string => (words.includes('\n') || /[.!?…]$/.test(words) ? words : `${words}.`)
