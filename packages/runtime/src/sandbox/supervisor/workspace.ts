import type { CallRequest, CallResult } from '../../call-result.ts'
import { RuntimeUnavailable } from '../../faults.ts'
import type { Culprit, Decision } from '../../host-port.ts'
import { unlessAborted } from './abortable.ts'
import { Sandbox, type SandboxOptions } from './sandbox.ts'
import { describeEnd, SandboxNotStarted, type SandboxProcess } from './sandbox-process.ts'
import { NeverEntered } from './task.ts'
import { WaitingLine } from './waiting-line.ts'

/** The first sandbox after a loss starts at once, the following ones after 100, 200, 400, … at most 5,000 ms. */
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000
/** A longer pause is not waited for: its calls are told to come again after it. */
const PATIENCE_MS = 500
/** A sandbox that lived this long ends the series of losses. */
const SETTLED_AFTER_MS = 30_000

export interface WorkspaceOptions extends SandboxOptions {
  readonly idleMs: number
  /** A process for a new sandbox of this workspace. @throws RuntimeUnavailable, SandboxNotStarted */
  takeProcess(workspace: Workspace): Promise<SandboxProcess>
  onDecision(decision: Omit<Decision, 'workspace'>): void
  /** There has been no call for `idleMs`, and the sandbox is gone. */
  onIdle(): void
}

/** A sandbox on its way, and then there. */
interface Opening {
  readonly promise: Promise<Sandbox>
  /** Null until it is there: calls that find one do not wait for the next turn of the promise. */
  sandbox: Sandbox | null
}

/**
 * The calls of one workspace and the sandbox that runs them, which comes with the first call and goes when there has
 * been none for a while. A sandbox that is lost is replaced for the next call, behind a growing pause.
 */
export class Workspace {
  readonly #options: WorkspaceOptions
  readonly #line = new WaitingLine((request) => this.#run(request))
  #opening: Opening | null = null
  /** There is a timer to see whether it is idle. */
  #isWatched = false
  #losses = 0
  /** When the next sandbox may start, on the clock of `performance.now()`. */
  #resumesAt = 0
  #lastUsedAt = performance.now()

  constructor(options: WorkspaceOptions) {
    this.#options = options
  }

  get activeCalls(): number {
    return this.#line.activeCalls
  }

  get waitingCalls(): number {
    return this.#line.waitingCalls
  }

  get hasSandbox(): boolean {
    return this.#opening !== null
  }

  /** Milliseconds on the clock of `performance.now()`. */
  get lastUsedAt(): number {
    return this.#lastUsedAt
  }

  /** A call that is cancelled is answered at once, also while its code is still read; it keeps its place until then. */
  call(request: CallRequest): Promise<CallResult> {
    const work = this.#line.join(request)
    return request.signal === undefined ? work : unlessAborted(work, request.signal)
  }

  async unload(install: string): Promise<void> {
    const sandbox = await this.#opening?.promise.catch(() => null) // whoever opened it has the error
    await sandbox?.unload(install)
    this.#line.forget(install)
  }

  /** Lets the guests say goodbye and ends the sandbox; the next call gets another one. */
  async retireSandbox(reason: string): Promise<void> {
    const opening = this.#opening
    this.#opening = null
    if (opening !== null) this.#options.onDecision({ kind: 'sandbox_retired', reason })
    const sandbox = await opening?.promise.catch(() => null) // whoever opened it has the error
    await sandbox?.retire(reason)
  }

  /** Turns waiting calls away; those under way go on. */
  dismiss(reason: RuntimeUnavailable): void {
    this.#line.dismiss(reason)
  }

  /** A call that never began may be given to a second sandbox, once; one that began may have acted and is not repeated. */
  async #run(request: CallRequest): Promise<CallResult> {
    const since = performance.now()
    try {
      for (let attempt = 1; attempt <= 2; attempt += 1) {
        const sandbox = this.#opening?.sandbox ?? (await this.#ensureSandbox())
        try {
          return await sandbox.call(request, since)
        } catch (error) {
          if (!(error instanceof NeverEntered)) throw error
          await sandbox.ended
        }
      }
      throw new RuntimeUnavailable('sandbox_lost')
    } finally {
      this.#lastUsedAt = performance.now()
      this.#awaitIdleness()
    }
  }

  #ensureSandbox(): Promise<Sandbox> {
    if (this.#opening !== null) return this.#opening.promise
    const opening: Opening = { promise: this.#open(), sandbox: null }
    this.#opening = opening
    opening.promise.then(
      (sandbox) => this.#watch(sandbox, opening),
      () => this.#forget(opening),
    )
    return opening.promise
  }

  async #open(): Promise<Sandbox> {
    const pauseMs = this.#resumesAt - performance.now()
    if (pauseMs > PATIENCE_MS) throw this.#refuse(Math.ceil(pauseMs))
    if (pauseMs > 0) await new Promise((resume) => setTimeout(resume, pauseMs))
    try {
      const process = await this.#options.takeProcess(this)
      const reason = this.#losses === 0 ? 'a call came' : `a call came after ${this.#losses} losses`
      this.#options.onDecision({ kind: 'sandbox_taken', reason })
      return new Sandbox(process, this.#options)
    } catch (error) {
      if (!(error instanceof SandboxNotStarted)) throw error
      this.#lose(error.message, null)
      throw new RuntimeUnavailable('sandbox_lost')
    }
  }

  #refuse(pauseMs: number): RuntimeUnavailable {
    const reason = `${this.#losses} losses, ${pauseMs} ms of the pause are left`
    this.#options.onDecision({ kind: 'sandbox_refused', reason })
    return new RuntimeUnavailable('sandbox_restarting', pauseMs)
  }

  async #watch(sandbox: Sandbox, opening: Opening): Promise<void> {
    opening.sandbox = sandbox
    const bornAt = performance.now()
    const end = await sandbox.ended
    if (performance.now() - bornAt > SETTLED_AFTER_MS) this.#losses = 0
    if (this.#forget(opening) === 'was current') this.#lose(describeEnd(end), sandbox.culprit)
  }

  /** A sandbox that has been retired is not the current one any more, and its end is no loss. */
  #forget(opening: Opening): 'was current' | 'was retired' {
    if (this.#opening !== opening) return 'was retired'
    this.#opening = null
    return 'was current'
  }

  #lose(reason: string, culprit: Culprit | null): void {
    this.#losses += 1
    this.#resumesAt = performance.now() + pauseAfter(this.#losses)
    this.#options.onIncident({ kind: 'sandbox_lost', reason, ...(culprit === null ? {} : { culprit }) })
  }

  /** One timer at a time, and no call sets it back: calls may come every few microseconds. */
  #awaitIdleness(ms = this.#options.idleMs): void {
    if (this.#isWatched) return
    this.#isWatched = true
    setTimeout(() => this.#endWhenIdle(), ms).unref()
  }

  /** Of calls that came meanwhile, the last one counts; one that is under way asks for another look when it ends. */
  #endWhenIdle(): void {
    this.#isWatched = false
    if (this.activeCalls > 0) return
    const leftMs = Math.ceil(this.#lastUsedAt + this.#options.idleMs - performance.now())
    if (leftMs > 0) return this.#awaitIdleness(leftMs)
    void this.retireSandbox('idle')
    this.#options.onIdle()
  }
}

const pauseAfter = (losses: number) => (losses < 2 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** (losses - 2), LONGEST_PAUSE_MS))
