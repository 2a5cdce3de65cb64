import { FUEL_HEADER, MEMORY_HEADER } from '@grantry/contract'
import { GuestFault, RuntimeUnavailable } from '@grantry/runtime'
import { DomainError } from '../../kernel/domain-error.ts'

/** What the runtime throws, as a failure of the platform: the guest's fault is 422 with its code, ours is 503 or 429. */
export function toDomainError(error: unknown): unknown {
  if (error instanceof GuestFault) {
    return new DomainError('refused', error.code, `${error.message}.`, {
      cause: error,
      headers: { [FUEL_HEADER]: String(error.fuelConsumed), [MEMORY_HEADER]: String(error.memoryPages) },
      fields: { fuelConsumed: String(error.fuelConsumed), memoryPages: error.memoryPages },
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
