import { NO_FIGURES, type CallFigures } from './call-result.ts'
import { printable } from './printable.ts'

/**
 * Every way in which a call can fail because of its guest, on one page. The key is the stable code, the value is the
 * sentence for people. Nothing here is an error of ours.
 */
export const GUEST_FAULTS = {
  fuel_exhausted: 'The call used up its fuel',
  memory_exceeded: 'The guest asked for more memory than its limit allows',
  deadline_exceeded: 'The call did not finish before its deadline',
  stack_overflow: 'The guest recursed too deeply',
  guest_trap: 'The guest trapped',
  guest_error: 'The guest threw an error',
  host_call_limit: 'The call made more host calls than its limit allows',
  input_too_large: 'The input is larger than the limit allows',
  invalid_output: 'The guest answered something other than JSON',
  output_too_large: 'The answer is larger than the limit allows',
  load_failed: 'The guest could not be loaded',
} as const
export type GuestFaultCode = keyof typeof GUEST_FAULTS

export const isGuestFaultCode = (text: string): text is GuestFaultCode => Object.hasOwn(GUEST_FAULTS, text)

interface FaultDetails extends Partial<CallFigures> {
  cause?: unknown
}

const MAX_DETAIL = 2_000

/**
 * A call ended by its guest's fault, with what it had used by then. The instance is discarded; the next call gets a fresh
 * one.
 */
export class GuestFault extends Error implements CallFigures {
  override readonly name = 'GuestFault'
  readonly code: GuestFaultCode
  /** The guest's own words or function names, made {@link printable}, at most 2,000 characters; may be empty. */
  readonly detail: string
  /** The whole budget when the fault is `fuel_exhausted`; 0 when the guest never ran, or had to be killed with its sandbox. */
  readonly fuelConsumed: bigint
  /** 0 when there was no memory yet, or nobody left to say. */
  readonly memoryPages: number
  readonly durationMs: number
  readonly hostCalls: number
  readonly hostCallsByMethod: CallFigures['hostCallsByMethod']
  readonly stages: CallFigures['stages']

  constructor(code: GuestFaultCode, detail = '', details: FaultDetails = {}) {
    const clean = printable(detail, MAX_DETAIL).trimEnd()
    super(clean === '' ? GUEST_FAULTS[code] : `${GUEST_FAULTS[code]}: ${clean}`, { cause: details.cause })
    const figures = { ...NO_FIGURES, ...details }
    this.code = code
    this.detail = clean
    this.fuelConsumed = figures.fuelConsumed
    this.memoryPages = figures.memoryPages
    this.durationMs = figures.durationMs
    this.hostCalls = figures.hostCalls
    this.hostCallsByMethod = figures.hostCallsByMethod
    this.stages = figures.stages
  }

  /** The same fault of a call of which more is known. */
  with(figures: Partial<CallFigures>): GuestFault {
    const { fuelConsumed, memoryPages, durationMs, hostCalls, hostCallsByMethod, stages, cause } = this
    const known = { fuelConsumed, memoryPages, durationMs, hostCalls, hostCallsByMethod, stages }
    return new GuestFault(this.code, this.detail, { ...known, ...figures, cause })
  }
}

/** A call that its embedder ended behind a slice of its fuel, see `CallRequest.slice`. Its instance is discarded. */
export class CallCancelled extends Error {
  override readonly name = 'CallCancelled'
  readonly fuelConsumed: bigint
  /** Slices that had ended. */
  readonly slices: number

  constructor(fuelConsumed: bigint, slices: number) {
    super(`The call was cancelled behind its slice number ${slices}`)
    this.fuelConsumed = fuelConsumed
    this.slices = slices
  }
}

/** Ways in which a call can fail through no fault of its guest. All of them may be tried again. */
export const UNAVAILABILITIES = {
  sandbox_lost: { message: 'The sandbox ended while the call was running', retryAfterMs: 100 },
  sandbox_restarting: {
    message: 'The sandbox ended again and again and is started behind a pause',
    retryAfterMs: 1_000,
  },
  too_many_calls: { message: 'Too many calls of this install are waiting', retryAfterMs: 1_000 },
  overloaded: { message: 'The server has no capacity for this call right now', retryAfterMs: 1_000 },
  shutting_down: { message: 'The runtime is shutting down', retryAfterMs: 5_000 },
} as const
export type UnavailabilityCode = keyof typeof UNAVAILABILITIES

/** The runtime could not carry the call through; the guest is not to blame. */
export class RuntimeUnavailable extends Error {
  override readonly name = 'RuntimeUnavailable'
  readonly code: UnavailabilityCode
  /** Milliseconds after which trying again makes sense. */
  readonly retryAfterMs: number

  /** `retryAfterMs` when it is known better than the list knows it. */
  constructor(code: UnavailabilityCode, retryAfterMs: number = UNAVAILABILITIES[code].retryAfterMs) {
    super(UNAVAILABILITIES[code].message)
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}
