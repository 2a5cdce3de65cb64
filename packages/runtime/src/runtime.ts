import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { MIN_SLICE, type CallRequest, type CallResult } from './call-result.ts'
import { digestOf } from './compile/digest.ts'
import { GuestFault, RuntimeUnavailable } from './faults.ts'
import type { Abi, Declarations } from './guest.ts'
import type { Incident, Step } from './host-port.ts'
import type { JobRequest, JobRun } from './job-run.ts'
import { DEFAULT_LIMITS, MAX_FUEL, requireLimits, type Limits } from './limits.ts'
import { completeOptions, type CompleteOptions, type RuntimeOptions } from './runtime-options.ts'
import { RewrittenModules } from './rewriting/rewritten-modules.ts'
import { Rewriter } from './rewriting/rewriter.ts'
import { checkCode } from './sandbox/supervisor/check-code.ts'
import { describeGuest } from './sandbox/supervisor/describe-guest.ts'
import { greetChecker, greetWorker, type Greeting } from './sandbox/supervisor/greetings.ts'
import { JobRuns, refusedRun } from './sandbox/supervisor/job-runs.ts'
import { Keeper } from './sandbox/supervisor/keeper.ts'
import type { Loan } from './sandbox/supervisor/lending.ts'
import { PollingPlaces } from './sandbox/supervisor/polling-places.ts'
import { SandboxNotStarted, SandboxProcess } from './sandbox/supervisor/sandbox-process.ts'
import { WarmPool } from './sandbox/supervisor/warm-pool.ts'
import { Workspace } from './sandbox/supervisor/workspace.ts'
import { Turnstile } from './turnstile.ts'
import { UnderWay } from './under-way.ts'
import type { Verdict } from './verdict.ts'

export interface RuntimeStats {
  readonly sandboxes: number
  readonly warmSandboxes: number
  readonly activeCalls: number
  readonly waitingCalls: number
  readonly calls: number
  /** Runs of jobs under way; each has a sandbox that is not among `sandboxes`. */
  readonly activeJobRuns: number
  /** Runs of jobs since the beginning. */
  readonly jobRuns: number
  readonly sandboxesLost: number
}

export interface CheckRequest extends Declarations {
  readonly abi: Abi
  readonly code: Uint8Array
  /** The limits the guest would run with; by default {@link DEFAULT_LIMITS}. */
  readonly limits?: Limits
}

/** Runs guests. Nothing of a guest ever runs in this process. */
export interface Runtime {
  /**
   * Calls an operation of a guest.
   * @throws GuestFault when the guest is at fault; RuntimeUnavailable when it is not and trying again makes sense; the
   * reason of the request's signal; what `readCode` throws.
   */
  call(request: CallRequest): Promise<CallResult>
  /**
   * Runs a job from its last checkpoint, in a sandbox process of its own. Throws only for a request that nobody should
   * make (a job that is not declared, params that are no JSON); everything else is in the outcome.
   */
  runJob(request: JobRequest): JobRun
  /** Judges code without running it. Never throws for the code's sake: doubt is `undecided`. */
  check(request: CheckRequest): Promise<Verdict>
  /** Unloads an install's guest after its calls under way, with `plugin_cleanup`. A later call loads it again. */
  unload(workspace: string, install: string): Promise<void>
  /** Unloads an install's guest and deletes what it kept. */
  discardData(workspace: string, install: string): Promise<void>
  stats(): RuntimeStats
  /**
   * Refuses new calls and runs, asks the runs under way to pause, waits for them and for the calls, says goodbye to the
   * guests and ends every process. A run that has not paused by then ends as `shutting_down`.
   */
  close(): Promise<void>
}

/** Every check has a process of its own; uploads that come all at once wait for one another. */
const CHECKS_AT_ONCE = 2
const SHUTTING_DOWN: Verdict = { verdict: 'undecided', reason: 'The runtime is shutting down' }

export function createRuntime(options: RuntimeOptions): Runtime {
  return new GuestRuntime(options)
}

class GuestRuntime implements Runtime {
  readonly #options: CompleteOptions
  readonly #workspaces = new Map<string, Workspace>()
  readonly #processes = new Set<SandboxProcess>()
  readonly #keeper = new Keeper()
  readonly #places = new PollingPlaces()
  readonly #underWay = new UnderWay()
  readonly #rewriter = new Rewriter()
  readonly #modules = new RewrittenModules(this.#rewriter)
  readonly #pool: WarmPool
  readonly #checks = new Turnstile(CHECKS_AT_ONCE)
  readonly #jobRuns: JobRuns
  #calls = 0
  #sandboxesLost = 0
  #closing: Promise<void> | null = null

  constructor(options: RuntimeOptions) {
    this.#options = completeOptions(options)
    this.#pool = new WarmPool(this.#options.poolSize, () =>
      this.#startProcess(greetWorker(this.#rewriter, this.#options.onStep === undefined ? 'keep' : 'tell')),
    )
    this.#jobRuns = new JobRuns({
      host: options.host,
      modules: this.#modules,
      cancelGraceMs: this.#options.cancelGraceMs,
      most: this.#options.maxJobSandboxes,
      takeProcess: () => this.#pool.take(),
      onIncident: (incident) => this.#report(incident),
      onDecision: (decision) => this.#options.onDecision?.(decision),
      ...(options.onStep && { onStep: (step: Step) => options.onStep?.(step) }),
    })
    process.on('exit', this.#killAll)
  }

  async call(request: CallRequest): Promise<CallResult> {
    // A call that is made for another one belongs to it, and that one is waited for.
    if (this.#closing !== null && request.loan === undefined) throw new RuntimeUnavailable('shutting_down')
    requireLimits(request.limits)
    requireOperation(request)
    requireSlices(request)
    const size = Buffer.byteLength(request.input)
    if (size > request.limits.inputBytes) throw new GuestFault('input_too_large', `${size} bytes`)
    request.signal?.throwIfAborted()
    this.#calls += 1
    const { loan } = request
    const work = loan === undefined ? this.#workspace(request.workspace).call(request) : this.#callOnLoan(request, loan)
    this.#underWay.begin()
    try {
      return await work
    } finally {
      this.#underWay.end()
    }
  }

  #callOnLoan(request: CallRequest, loan: Loan): Promise<CallResult> {
    const signals = request.signal === undefined ? [loan.ended] : [loan.ended, request.signal]
    const signal = AbortSignal.any(signals)
    return loan.inTurn(async () => {
      signal.throwIfAborted() // while it waited for its turn
      return this.#workspace(request.workspace).call({ ...request, signal })
    })
  }

  runJob(request: JobRequest): JobRun {
    if (this.#closing !== null) return refusedRun(new RuntimeUnavailable('shutting_down'))
    requireLimits(request.limits)
    const run = this.#jobRuns.start(request)
    this.#underWay.during(run.outcome).catch(() => {}) // whoever started it has the error
    return run
  }

  async check({ abi, code, operations, jobs, limits = DEFAULT_LIMITS }: CheckRequest): Promise<Verdict> {
    if (this.#closing !== null) return SHUTTING_DOWN
    const guest = { abi, digest: digestOf(code), extension: 'unpublished', operations, jobs }
    const description = describeGuest({ workspace: '', limits: requireLimits(limits), guest }, 'whole')
    return this.#underWay.during(this.#checks.pass(() => this.#check(abi, description, code)))
  }

  async unload(workspace: string, install: string): Promise<void> {
    await this.#workspaces.get(workspace)?.unload(install)
  }

  async discardData(workspace: string, install: string): Promise<void> {
    await this.unload(workspace, install)
    const folder = join(this.#options.dataDir, requireFolderName(workspace), requireFolderName(install))
    await rm(folder, { recursive: true, force: true })
  }

  stats(): RuntimeStats {
    const workspaces = [...this.#workspaces.values()]
    return {
      sandboxes: workspaces.filter(({ hasSandbox }) => hasSandbox).length,
      warmSandboxes: this.#pool.waiting,
      activeCalls: workspaces.reduce((sum, { activeCalls }) => sum + activeCalls, 0),
      waitingCalls: workspaces.reduce((sum, { waitingCalls }) => sum + waitingCalls, 0),
      calls: this.#calls,
      activeJobRuns: this.#jobRuns.running,
      jobRuns: this.#jobRuns.begun,
      sandboxesLost: this.#sandboxesLost,
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const workspaces = [...this.#workspaces.values()]
    for (const workspace of workspaces) workspace.dismiss(new RuntimeUnavailable('shutting_down'))
    this.#jobRuns.pauseAll()
    await this.#drain()
    this.#jobRuns.stopAll(new RuntimeUnavailable('shutting_down'))
    await Promise.all([
      ...workspaces.map((workspace) => workspace.retireSandbox('the runtime closed')),
      this.#pool.close(),
      this.#rewriter.close(),
    ])
    this.#killAll()
    await Promise.all([...this.#processes].map(({ ended }) => ended))
    await this.#keeper.close()
    process.off('exit', this.#killAll)
  }

  async #drain(): Promise<void> {
    const { promise: tooLong, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, this.#options.drainMs)
    await Promise.race([this.#underWay.nothingLeft(), tooLong])
    clearTimeout(timer)
  }

  /** In a process that is started for it: those of the pool have prepared themselves for work that never comes here. */
  async #check(abi: Abi, description: string, code: Uint8Array): Promise<Verdict> {
    if (this.#pool.isClosed) return SHUTTING_DOWN // it has waited for other checks
    try {
      const checker = this.#startProcess(greetChecker(abi, this.#rewriter))
      await checker.ready
      return await checkCode(checker, { description, code, deadlineMs: this.#options.checkDeadlineMs })
    } catch (error) {
      if (!(error instanceof SandboxNotStarted)) throw error
      this.#report({ kind: 'sandbox_lost', workspace: null, reason: error.message })
      return { verdict: 'undecided', reason: 'The checker could not be started' }
    }
  }

  #workspace(id: string): Workspace {
    const known = this.#workspaces.get(id)
    if (known !== undefined) return known
    const { onStep } = this.#options
    const workspace = new Workspace({
      host: this.#options.host,
      modules: this.#modules,
      idleMs: this.#options.idleMs,
      takeProcess: (asking) => this.#takeProcess(asking),
      onIncident: (incident) => this.#report({ ...incident, workspace: id }),
      onDecision: (decision) => this.#options.onDecision?.({ ...decision, workspace: id }),
      ...(onStep && { onStep: (step: Omit<Step, 'workspace'>) => onStep({ ...step, workspace: id }) }),
      onIdle: () => this.#workspaces.delete(id),
    })
    this.#workspaces.set(id, workspace)
    return workspace
  }

  /** A process for a workspace, in the place of an idle one when there are as many as there may be. */
  async #takeProcess(asking: Workspace): Promise<SandboxProcess> {
    const others = [...this.#workspaces.values()].filter((other) => other !== asking && other.hasSandbox)
    if (others.length >= this.#options.maxSandboxes) {
      const idle = others.filter(({ activeCalls }) => activeCalls === 0)
      const [idlest] = idle.sort((a, b) => a.lastUsedAt - b.lastUsedAt)
      if (idlest === undefined) throw new RuntimeUnavailable('overloaded')
      await idlest.retireSandbox('its place was needed')
    }
    return this.#pool.take()
  }

  #startProcess(greeting: Greeting): SandboxProcess {
    const { sandboxEntry: entry, nodePath } = this.#options
    const started = new SandboxProcess({ entry, nodePath }, greeting, this.#places)
    this.#processes.add(started)
    if (started.pid !== undefined) this.#keeper.keep(started.pid, started.ended)
    void started.ended.then(() => this.#processes.delete(started))
    return started
  }

  #report(incident: Incident): void {
    if (incident.kind === 'sandbox_lost') this.#sandboxesLost += 1
    this.#options.onIncident?.(incident)
  }

  readonly #killAll = (): void => {
    for (const started of this.#processes) started.kill('the runtime closed')
  }
}

function requireOperation({ guest, export: exportName }: CallRequest): void {
  if (!guest.operations.some((operation) => operation.export === exportName))
    throw new TypeError(`${guest.extension} ${guest.version} declares no operation with the export ${exportName}`)
}

function requireSlices({ slice }: CallRequest): void {
  if (slice === undefined) return
  const isSlice = typeof slice.size === 'bigint' && slice.size >= MIN_SLICE && slice.size <= MAX_FUEL
  if (!isSlice) throw new RangeError(`A slice of ${String(slice.size)} fuel`)
}

/** Ids become names of folders; anything that could lead elsewhere is refused. */
function requireFolderName(id: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(id)) throw new TypeError(`${JSON.stringify(id)} is no id of a folder`)
  return id
}
