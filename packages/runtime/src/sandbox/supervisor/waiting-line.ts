import type { CallRequest, CallResult } from '../../call-result.ts'
import { GuestFault, RuntimeUnavailable } from '../../faults.ts'
import { STRUCTURE_LIMITS } from '../../inspect/index.ts'
import { PAGE_BYTES } from '../../limits.ts'

/** Bytes that calls of one workspace may need at the same time: 1 GiB. A call that needs more runs alone. */
const MAX_ACTIVE_BYTES = 2 ** 30
/** Bytes that calls on loan may need at the same time, on top of those; one more is refused with `overloaded`. */
const MAX_LOAN_BYTES = 2 ** 30
/** Bytes of input that calls of one workspace may hold while they wait; one more is refused with `overloaded`. */
const MAX_WAITING_BYTES = 64 * 2 ** 20
/** What the engine keeps for one element of a table: the reference, and where to go. */
const TABLE_ELEMENT_BYTES = 32

/**
 * The most that one call can take of its workspace: its memory, as many tables as a module may have, and what the host
 * holds for it, which are its input and its answer. Payloads of host calls have a bound of their own, see `host-calls.ts`.
 */
function bytesFor({ limits }: CallRequest, inputBytes: number): number {
  const tableBytes = STRUCTURE_LIMITS.tables.max * limits.tableElements * TABLE_ELEMENT_BYTES
  return limits.memoryPages * PAGE_BYTES + tableBytes + inputBytes + limits.outputBytes
}

interface Admissible {
  readonly request: CallRequest
  /** See {@link bytesFor}. */
  readonly bytes: number
}

interface Waiting extends Admissible {
  readonly inputBytes: number
  readonly outcome: PromiseWithResolvers<CallResult>
  readonly stopWaiting: () => void
  /** On the clock of `performance.now()`. */
  readonly since: number
}

/**
 * Decides when a call of one workspace may run: within its install's concurrency and the workspace's memory, first come
 * first served among those that fit. Waiting is bounded in number (`too_many_calls`) and in time (`overloaded`).
 */
export class WaitingLine {
  readonly #run: (request: CallRequest) => Promise<CallResult>
  #waiting: Waiting[] = []
  /** Calls under way of each install, also of those that have none any more: most come back. */
  readonly #active = new Map<string, number>()
  #activeCalls = 0
  #activeBytes = 0
  #loanBytes = 0
  #waitingBytes = 0

  constructor(run: (request: CallRequest) => Promise<CallResult>) {
    this.#run = run
  }

  get waitingCalls(): number {
    return this.#waiting.length
  }

  get activeCalls(): number {
    return this.#activeCalls
  }

  join(request: CallRequest): Promise<CallResult> {
    const inputBytes = Buffer.byteLength(request.input)
    const bytes = bytesFor(request, inputBytes)
    if (request.loan !== undefined) return this.#runOnLoan(request, bytes)
    if (this.#fits({ request, bytes })) return this.#start({ request, bytes })
    this.#requireRoom(request, inputBytes)
    return this.#enqueue(request, { inputBytes, bytes }).outcome.promise
  }

  /**
   * Its caller has a place, and holds it until this one is done: if it waited for another, two chains could wait for each
   * other. It runs at once, or not at all.
   */
  async #runOnLoan(request: CallRequest, bytes: number): Promise<CallResult> {
    const { install } = request
    if (this.#loanBytes > 0 && this.#loanBytes + bytes > MAX_LOAN_BYTES) throw new RuntimeUnavailable('overloaded')
    this.#loanBytes += bytes
    this.#count(install, 1)
    try {
      return await this.#run(request)
    } finally {
      this.#loanBytes -= bytes
      this.#count(install, -1)
      this.#admit()
    }
  }

  #requireRoom({ install, limits }: CallRequest, inputBytes: number): void {
    const waiting = this.#waiting.filter(({ request: other }) => other.install === install).length
    if (waiting >= limits.waitingCalls) throw new RuntimeUnavailable('too_many_calls')
    if (this.#waitingBytes + inputBytes > MAX_WAITING_BYTES) throw new RuntimeUnavailable('overloaded')
  }

  /** An install is gone, or will come as a new one. */
  forget(install: string): void {
    if (this.#active.get(install) === 0) this.#active.delete(install)
  }

  /** Turns everybody away who has not begun. */
  dismiss(reason: RuntimeUnavailable): void {
    for (const waiting of this.#waiting) this.#refuse(waiting, reason)
  }

  #enqueue(request: CallRequest, sizes: Pick<Waiting, 'inputBytes' | 'bytes'>): Waiting {
    const timer = setTimeout(() => this.#refuse(entry, new RuntimeUnavailable('overloaded')), request.limits.deadlineMs)
    const abort = () => this.#refuse(entry, request.signal?.reason)
    request.signal?.addEventListener('abort', abort)
    const stopWaiting = () => {
      clearTimeout(timer)
      request.signal?.removeEventListener('abort', abort)
      this.#waiting = this.#waiting.filter((other) => other !== entry)
      this.#waitingBytes -= sizes.inputBytes
    }
    const entry: Waiting = {
      request,
      ...sizes,
      outcome: Promise.withResolvers(),
      stopWaiting,
      since: performance.now(),
    }
    this.#waiting.push(entry)
    this.#waitingBytes += sizes.inputBytes
    return entry
  }

  #refuse(entry: Waiting, reason: unknown): void {
    entry.stopWaiting()
    entry.outcome.reject(reason)
  }

  #admit(): void {
    if (this.#waiting.length === 0) return
    for (const entry of this.#waiting.filter((waiting) => this.#fits(waiting))) {
      if (this.#fits(entry)) this.#startWaiting(entry)
    }
  }

  #fits({ request: { install, limits }, bytes }: Admissible): boolean {
    return (
      (this.#active.get(install) ?? 0) < limits.concurrentCalls &&
      (this.#activeCalls === 0 || this.#activeBytes + bytes <= MAX_ACTIVE_BYTES)
    )
  }

  #startWaiting(entry: Waiting): void {
    entry.stopWaiting()
    entry.outcome.resolve(afterQueueing(performance.now() - entry.since, this.#start(entry)))
  }

  async #start({ request, bytes }: Admissible): Promise<CallResult> {
    this.#count(request.install, 1)
    this.#activeBytes += bytes
    try {
      return await this.#run(request)
    } finally {
      this.#count(request.install, -1)
      this.#activeBytes -= bytes
      this.#admit()
    }
  }

  #count(install: string, change: 1 | -1): void {
    this.#active.set(install, (this.#active.get(install) ?? 0) + change)
    this.#activeCalls += change
  }
}

/** The outcome of a call, with the time it waited for its turn. */
async function afterQueueing(queueMs: number, outcome: Promise<CallResult>): Promise<CallResult> {
  try {
    const result = await outcome
    return { ...result, stages: { ...result.stages, queueMs } }
  } catch (error) {
    throw error instanceof GuestFault ? error.with({ stages: { ...error.stages, queueMs } }) : error
  }
}
