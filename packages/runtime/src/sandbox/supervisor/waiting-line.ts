import type { CallRequest, CallResult } from '../../call-result.ts'
import { RuntimeUnavailable } from '../../faults.ts'

/** Pages of 64 KiB that calls of one workspace may need at the same time: 1 GiB. A call that needs more runs alone. */
const MAX_ACTIVE_PAGES = 16_384

interface Waiting {
  readonly request: CallRequest
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
  readonly #active = new Map<string, number>()
  #activeCalls = 0
  #activePages = 0

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
    const waiting = this.#waiting.filter(({ request: other }) => other.install === request.install).length
    if (!this.#fits(request) && waiting >= request.limits.waitingCalls) throw new RuntimeUnavailable('too_many_calls')
    const entry = this.#enqueue(request)
    this.#admit()
    return entry.outcome.promise
  }

  /** Turns everybody away who has not begun. */
  dismiss(reason: RuntimeUnavailable): void {
    for (const waiting of this.#waiting) this.#refuse(waiting, reason)
  }

  #enqueue(request: CallRequest): Waiting {
    const timer = setTimeout(() => this.#refuse(entry, new RuntimeUnavailable('overloaded')), request.limits.deadlineMs)
    const abort = () => this.#refuse(entry, request.signal?.reason)
    request.signal?.addEventListener('abort', abort)
    const stopWaiting = () => {
      clearTimeout(timer)
      request.signal?.removeEventListener('abort', abort)
      this.#waiting = this.#waiting.filter((other) => other !== entry)
    }
    const entry: Waiting = { request, outcome: Promise.withResolvers(), stopWaiting, since: performance.now() }
    this.#waiting.push(entry)
    return entry
  }

  #refuse(entry: Waiting, reason: unknown): void {
    entry.stopWaiting()
    entry.outcome.reject(reason)
  }

  #admit(): void {
    for (const entry of this.#waiting.filter(({ request }) => this.#fits(request))) {
      if (this.#fits(entry.request)) void this.#start(entry)
    }
  }

  #fits({ install, limits }: CallRequest): boolean {
    const pages = this.#activePages + limits.memoryPages
    return (
      (this.#active.get(install) ?? 0) < limits.concurrentCalls &&
      (this.#activeCalls === 0 || pages <= MAX_ACTIVE_PAGES)
    )
  }

  async #start({ request, outcome, stopWaiting, since }: Waiting): Promise<void> {
    stopWaiting()
    this.#count(request, 1)
    const queueMs = performance.now() - since
    try {
      const result = await this.#run(request)
      outcome.resolve({ ...result, stages: { ...result.stages, queueMs } })
    } catch (error) {
      outcome.reject(error)
    }
    this.#count(request, -1)
    this.#admit()
  }

  #count({ install, limits }: CallRequest, change: 1 | -1): void {
    const calls = (this.#active.get(install) ?? 0) + change
    if (calls === 0) this.#active.delete(install)
    else this.#active.set(install, calls)
    this.#activeCalls += change
    this.#activePages += change * limits.memoryPages
  }
}
