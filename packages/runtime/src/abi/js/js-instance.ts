import type { CallScope } from '../../call/call-scope.ts'
import type { LinkableModule } from '../../compile/compile-module.ts'
import { GuestFault, isGuestFaultCode } from '../../faults.ts'
import type { LogLevel } from '../../host-port.ts'
import { PAGE_BYTES, PRICES } from '../../limits.ts'
import {
  errorReply,
  LOG_LINE_BYTES,
  METHOD_BYTES,
  REFUSALS,
  type GuestInstance,
  type JobEnd,
  type JobInput,
} from '../abi.ts'
import { endIn, namesIn } from './answers.ts'
import type { Pointer } from './engine-imports.ts'
import { jobFunction } from './job-functions.ts'
import { PendingReplies, type HostReply } from './pending-replies.ts'
import preludeSource from './prelude.js?raw'
import { EngineException, QuickJs, type EngineSnapshot } from './quick-js.ts'
import { randomFraction } from './random-fraction.ts'

/** The host's way into the prelude: its functions, by name. */
type Prelude = Record<'open' | 'adopt' | 'start' | 'run' | 'settle' | 'describe', Pointer>

/** A booted or loaded engine, to be brought to life again in another instance. */
export interface JsSnapshot {
  readonly engine: EngineSnapshot
  readonly prelude: Prelude
}

const HOST_FUNCTIONS = ['call', 'log', 'finish', 'fail', 'random', 'job'] as const
const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']
const ERROR_BYTES = 4 * 1024

/**
 * A live JavaScript guest: an engine with the prelude and the guest's module in it. The engine is never suspended: a
 * host call gives the guest a promise at once, and its reply comes in as a call of its own.
 */
export class JsInstance implements GuestInstance {
  readonly #engine: QuickJs
  #prelude: Prelude | null = null
  #scope: CallScope | null = null
  #mayCallHost: 'yes' | 'no' = 'no'
  #beginning: JsSnapshot | null = null
  #replies = new PendingReplies()
  #outcome: { output: string } | { fault: GuestFault } | null = null

  constructor(compiled: LinkableModule) {
    this.#engine = new QuickJs(compiled, {
      hostCall: (name, values) => this.#hostFunction(name, values),
      slices: () => this.#scope?.slices ?? null,
      resolveModule: () => null,
      moduleSource: () => null,
    })
  }

  get meter() {
    return this.#engine.meter
  }

  /** Its beginning is the snapshot of all instances of its guest. */
  get restingPages(): number {
    return this.meter.pages
  }

  /** Boots the engine and runs the prelude, on the fuel that is there. */
  boot(): void {
    this.#engine.boot()
    this.#prelude = this.#installPrelude()
  }

  /** Evaluates the guest's module in a booted engine, on the fuel that is there; host calls are refused meanwhile. */
  async load(source: string, exportNames: readonly string[], scope: CallScope): Promise<void> {
    this.#scope = scope
    const missing = await this.#perform(() => {
      this.#callPrelude('open')
      const loading = this.#engine.evaluateModule(source, 'extension.js')
      this.#callPrelude('adopt', loading, this.#engine.newText(JSON.stringify(exportNames)))
    })
    const names = namesIn(missing)
    if (names === null) throw new GuestFault('load_failed', 'its module changes what JavaScript makes JSON with')
    if (names.length > 0) throw new GuestFault('load_failed', `these exports are no functions: ${names.join(', ')}`)
  }

  snapshot(): JsSnapshot {
    if (this.#prelude === null) throw new Error('an engine that has not booted has no snapshot')
    return { engine: this.#engine.snapshot(), prelude: this.#prelude }
  }

  restore({ engine, prelude }: JsSnapshot): void {
    this.#engine.restore(engine)
    this.#prelude = prelude
  }

  /** Remembers what {@link rewind} goes back to: the snapshot that the instance is equal to now. */
  keepBeginning(snapshot: JsSnapshot): void {
    this.#beginning = snapshot
  }

  rewind(): 'rewound' | 'unfit' {
    if (this.#beginning === null || this.meter.pages !== this.#beginning.engine.memory.length / PAGE_BYTES)
      return 'unfit'
    this.restore(this.#beginning)
    return 'rewound'
  }

  async call(exportName: string, input: string, scope: CallScope): Promise<string> {
    this.#scope = scope
    this.#mayCallHost = 'yes'
    const engine = this.#engine
    const output = await this.#perform(() =>
      this.#enterPrelude('start', engine.newText(exportName), engine.newText(input)),
    )
    this.#mayCallHost = 'no'
    return output
  }

  async run(exportName: string, { context, state }: JobInput, scope: CallScope): Promise<JobEnd> {
    this.#scope = scope
    this.#mayCallHost = 'yes'
    const engine = this.#engine
    const output = await this.#perform(() => {
      const bytes = state === null ? engine.null() : engine.newBytes(state)
      return this.#enterPrelude('run', engine.newText(exportName), engine.newText(context), bytes)
    })
    this.#mayCallHost = 'no'
    return endIn(output)
  }

  /** JavaScript guests have nothing to say at the end. */
  async cleanup(): Promise<void> {}

  /** Begins some work in the engine and carries it on, reply by reply, until it has finished or failed. */
  async #perform(begin: () => void | Promise<void>): Promise<string> {
    this.#outcome = null
    this.#replies = new PendingReplies()
    await this.#turn(begin)
    for (let outcome = this.#takeOutcome(); ; outcome = this.#takeOutcome()) {
      if (outcome !== null && 'fault' in outcome) throw outcome.fault
      if (outcome !== null) return outcome.output
      const { request, reply } = await this.#nextReply()
      await this.#turn(() => this.#enterPrelude('settle', this.#engine.newNumber(request), this.#engine.newText(reply)))
    }
  }

  #takeOutcome() {
    return this.#outcome
  }

  /** One piece of work and all the promise reactions that follow from it. */
  async #turn(work: () => void | Promise<void>): Promise<void> {
    try {
      await work()
      await this.#engine.runJobs(async (thrown) => this.#log('error', `Uncaught ${await this.#describe(thrown)}`))
    } catch (error) {
      if (!(error instanceof EngineException)) throw error
      throw this.#failure('guest_error', await this.#describe(error.value))
    }
  }

  async #nextReply(): Promise<HostReply> {
    if (this.#replies.underWay === 0) throw this.#faultOfSilence()
    await this.#requireScope().othersAreDone()
    return this.#replies.next()
  }

  #faultOfSilence(): GuestFault {
    if (this.meter.deniedGrowth) return this.#engine.outOfMemory()
    return new GuestFault('guest_error', 'its promise can never settle: nothing is left to wait for')
  }

  #installPrelude(): Prelude {
    const engine = this.#engine
    const install = engine.evaluateScript(preludeSource, 'grantry.js')
    const functions = HOST_FUNCTIONS.map((name) => engine.hostFunction(name))
    const api = engine.call(install, functions)
    for (const value of [install, ...functions]) engine.free(value)
    const take = (name: string) => engine.property(api, name)
    const prelude = {
      open: take('open'),
      adopt: take('adopt'),
      start: take('start'),
      run: take('run'),
      settle: take('settle'),
      describe: take('describe'),
    }
    engine.free(api)
    return prelude
  }

  #callPrelude(name: keyof Prelude, ...values: Pointer[]): void {
    this.#engine.free(this.#engine.call(this.#preludeFunction(name), values))
    for (const value of values) this.#engine.free(value)
  }

  /** The same where the guest's own code runs: it may be held up in it. */
  async #enterPrelude(name: keyof Prelude, ...values: Pointer[]): Promise<void> {
    this.#engine.free(await this.#engine.enter(this.#preludeFunction(name), values))
    for (const value of values) this.#engine.free(value)
  }

  #preludeFunction(name: keyof Prelude): Pointer {
    if (this.#prelude === null) throw new Error('the prelude is not installed')
    return this.#prelude[name]
  }

  #hostFunction(name: string, values: Pointer[]): Pointer {
    const [first = 0, second = 0, third = 0] = values
    switch (name) {
      case 'call':
        return this.#engine.newNumber(this.#hostCall(first, second))
      case 'log':
        this.#log(LEVELS[this.#engine.number(first)] ?? 'error', this.#engine.excerpt(second, LOG_LINE_BYTES))
        break
      case 'finish':
        this.#outcome ??= this.#outcomeOf(first)
        break
      case 'fail':
        this.#outcome ??= {
          fault: this.#failure(this.#engine.excerpt(first, 64), this.#engine.excerpt(second, ERROR_BYTES)),
        }
        break
      case 'random':
        return this.#engine.newNumber(randomFraction())
      case 'job':
        return this.#jobFunction(first, second, third)
      default:
        throw new GuestFault('guest_trap', 'the engine called a function it was not given')
    }
    return this.#engine.undefined()
  }

  /** Begins a host call and gives its number; the reply arrives in a later turn. */
  #hostCall(methodValue: Pointer, payloadValue: Pointer): number {
    const scope = this.#requireScope()
    this.meter.charge(PRICES.hostCall)
    scope.countHostCall()
    const method = this.#engine.excerpt(methodValue, METHOD_BYTES)
    const payload = this.#engine.text(payloadValue, scope.limits.hostCallBytes)
    return this.#replies.expect(this.#carryOut(scope, method, payload))
  }

  #jobFunction(name: Pointer, first: Pointer, second: Pointer): Pointer {
    const { job, limits } = this.#requireScope()
    if (job === null) throw new GuestFault('guest_trap', 'the engine called a job function outside of a job')
    const engine = this.#engine
    const answer = jobFunction({ engine, job, limits }, engine.excerpt(name, METHOD_BYTES), first, second)
    return typeof answer === 'number' ? answer : engine.newNumber(this.#replies.expect(answer))
  }

  async #carryOut(scope: CallScope, method: string, payload: string | null): Promise<string> {
    if (this.#mayCallHost === 'no') return errorReply('not_running', 'The host can be called while an operation runs')
    if (payload === null) return REFUSALS.payloadTooLarge
    return scope.hostCall(method, payload)
  }

  #outcomeOf(value: Pointer): { output: string } | { fault: GuestFault } {
    const { outputBytes } = this.#requireScope().limits
    const output = this.#engine.text(value, outputBytes)
    return output === null
      ? { fault: new GuestFault('output_too_large', `${outputBytes} bytes are allowed`) }
      : { output }
  }

  /** An out-of-memory error is an error like others in JavaScript; what tells it apart is that growth was denied. */
  #failure(code: string, detail: string): GuestFault {
    if (code === 'guest_error' && this.meter.deniedGrowth) return new GuestFault('memory_exceeded', detail)
    return new GuestFault(isGuestFaultCode(code) ? code : 'guest_error', detail)
  }

  /** What was thrown, as text, which the guest's own code may have to make; the value is freed. */
  async #describe(thrown: Pointer): Promise<string> {
    const engine = this.#engine
    try {
      const text = this.#prelude === null ? thrown : await engine.enter(this.#prelude.describe, [thrown])
      const excerpt = engine.excerpt(text, ERROR_BYTES)
      engine.free(text)
      if (text !== thrown) engine.free(thrown)
      return excerpt
    } catch (error) {
      if (!(error instanceof EngineException)) throw error
      return 'something that cannot be shown'
    }
  }

  #log(level: LogLevel, message: string): void {
    this.meter.charge(PRICES.log)
    this.#requireScope().log(level, message)
  }

  #requireScope(): CallScope {
    if (this.#scope === null) throw new Error('a guest called out before it was entered')
    return this.#scope
  }
}
