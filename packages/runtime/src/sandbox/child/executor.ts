import type { PreparedGuest } from '../../abi/abi.ts'
import { checkGuest } from '../../abi/index.ts'
import { EngineLibrary } from '../../abi/js/engine-library.ts'
import { SourcePositions } from '../../abi/js/source-positions.ts'
import { warmUp } from '../../abi/js/warm-up.ts'
import { ActiveJob } from '../../call/active-job.ts'
import { CallScope, type CallPort } from '../../call/call-scope.ts'
import { FuelSlices } from '../../call/fuel-slices.ts'
import { IdleInstances } from '../../call/idle-instances.ts'
import { cleanUp, runCall } from '../../call/run-call.ts'
import { runJob } from '../../call/run-job.ts'
import { refusalOf } from '../../compile/compile.errors.ts'
import { GuestFault } from '../../faults.ts'
import { decodeDescription } from '../../guest-description.ts'
import { DEFAULT_LIMITS, type Limits } from '../../limits.ts'
import { decodeOutline } from '../../rewriting/module-outline.ts'
import type { ToSandbox, ToSupervisor } from '../protocol.ts'
import { LoadedGuest } from './loaded-guest.ts'
import { RunLink } from './run-link.ts'

type Message<Type extends ToSandbox['type']> = Extract<ToSandbox, { type: Type }>

/** Characters of the reason for a refusal, which quotes what was refused. */
const MAX_REASON = 2_000

/**
 * Calls of one guest that are entered within this time are announced once: each announcement is a write, and takes
 * longer than a short call. What such a burst leaves unclear is which of them was on when the thread did not come back.
 */
const BURST_MS = 0.2

/** As in `Channel`. */
interface Outbox {
  send(message: ToSupervisor): void
  sendNow(message: ToSupervisor): void
  hold(): void
  release(): void
}

type Replies = Map<number, (reply: string) => void>

interface RunningCall {
  readonly guest: LoadedGuest
  readonly scope: CallScope
  readonly replies: Replies
  /** Of the run of a job; null for an operation. */
  readonly link: RunLink | null
}

/**
 * The sandbox's side of the conversation: loads guests, runs their calls, judges code. An error that is not a guest's
 * fault is not caught anywhere: it ends the process, and the supervisor makes a new one.
 */
export class Executor {
  readonly #outbox: Outbox
  readonly #engines = new EngineLibrary()
  readonly #guests = new Map<number, LoadedGuest>()
  readonly #calls = new Map<number, RunningCall>()
  readonly #idle = new IdleInstances()
  /** Of calls that are held up behind a slice of their fuel: how they go on. */
  readonly #resting = new Map<number, () => void>()
  /** Messages that wait for a turn of their own. */
  #postponed = 0
  #turnIsTaken = false
  /** Whose code has the thread, as far as the supervisor knows: of which call, or of another one of the same guest. */
  #announced: { call: number; guest: LoadedGuest; at: number } | null = null
  #steps: 'tell' | 'keep' = 'keep'
  #requests = 0

  constructor(outbox: Outbox) {
    this.#outbox = outbox
  }

  /**
   * Takes one message for each turn of the event loop. All guest code of a turn then belongs to one call, which has been
   * announced: when this thread no longer answers, the supervisor knows whose code it is in. Messages that arrive in one
   * chunk are spread over turns; the reset is a microtask, so it comes after the chunk and before anything else.
   */
  receive(message: ToSandbox): void {
    if (this.#turnIsTaken || this.#postponed > 0) return this.#postpone(message)
    this.#turnIsTaken = true
    queueMicrotask(() => (this.#turnIsTaken = false))
    this.#handle(message)
  }

  /** Immediates that wait together run one after the other with all microtasks of each in between: each is a turn. */
  #postpone(message: ToSandbox): void {
    if (this.#postponed === 0) this.#outbox.hold()
    this.#postponed += 1
    setImmediate(() => {
      this.#handle(message)
      this.#postponed -= 1
      if (this.#postponed === 0) setImmediate(() => this.#releaseOutbox())
    })
  }

  /** After the turn of the last message, unless there are new ones by now: they come with a release of their own. */
  #releaseOutbox(): void {
    if (this.#postponed === 0) this.#outbox.release()
  }

  #handle(message: ToSandbox): void {
    switch (message.type) {
      case 'engine':
        return this.#supplyEngine(message)
      case 'begin':
        return this.#begin(message)
      case 'load':
        return this.#load(message)
      case 'rewritten':
        return this.#takeRewritten(message)
      case 'source_map':
        return this.#takeSourceMap(message)
      case 'unload':
        return this.#unload(message)
      case 'call':
        return void this.#call(message) // an error of ours in it ends the process
      case 'cancel':
        return this.#calls.get(message.call)?.scope.end(new GuestFault('deadline_exceeded', 'the caller is gone'))
      case 'reply':
        return this.#reply(message)
      case 'run':
        return void this.#run(message) // as in a call
      case 'interrupt':
        return this.#calls.get(message.call)?.scope.job?.interrupt(message.kind)
      case 'taken':
        return this.#calls.get(message.call)?.link?.taken(message.bytes)
      case 'go_on':
        return this.#goOn(message)
      case 'sliced_engine':
        return this.#supplySliced(message)
      case 'check':
        return this.#check(message)
    }
  }

  #supplyEngine({ code, metered, memoryPages, tableElements }: Message<'engine'>): void {
    this.#engines.supply({ code, metered, caps: { memoryPages, tableElements } })
  }

  #supplySliced({ metered, memoryPages, tableElements }: Message<'sliced_engine'>): void {
    this.#engines.supplySliced({ metered, caps: { memoryPages, tableElements } })
  }

  /** Boots the engine with the usual caps while nobody waits for it yet, and warms it up until the first guest comes. */
  #begin({ engine, steps }: Message<'begin'>): void {
    this.#steps = steps
    const booted = engine === 'boot' ? this.#engines.booted(DEFAULT_LIMITS) : null
    this.#outbox.send({ type: 'ready' })
    if (booted !== null) void warmUp(booted, () => this.#guests.size === 0) // an error of ours in it ends the process
  }

  #load({ guest, description: text, code }: Message<'load'>): void {
    this.#guests.set(guest, new LoadedGuest(decodeDescription(text), code))
  }

  #takeRewritten({ guest, outline, metered, offsets }: Message<'rewritten'>): void {
    this.#guests.get(guest)!.takeRewritten({ outline: decodeOutline(outline), metered, offsets })
  }

  #takeSourceMap({ guest, map }: Message<'source_map'>): void {
    this.#guests.get(guest)!.positions = new SourcePositions(map.slice())
  }

  #unload({ call, guest: number }: Message<'unload'>): void {
    const guest = this.#guests.get(number)!
    this.#guests.delete(number)
    guest.whenIdle = () => void this.#cleanUp(call, guest).then(() => this.#outbox.send({ type: 'unloaded', call }))
    if (guest.running === 0) guest.whenIdle()
  }

  async #cleanUp(call: number, guest: LoadedGuest): Promise<void> {
    const { prepared, description } = guest
    if (prepared === null) return
    const scope = new CallScope(description.limits, this.#port(call, new Map()))
    this.#announce(call, guest)
    await cleanUp(prepared, this.#idle, scope)
    scope.close()
  }

  async #call(message: Message<'call'>): Promise<void> {
    const { call, export: exportName, input, announce, fuel, slice } = message
    const guest = this.#guests.get(message.guest)!
    const replies: Replies = new Map()
    if (announce === 'yes') this.#announce(call, guest)
    else this.#announced = { call, guest, at: performance.now() }
    const scope = new CallScope(boundedBy(message, guest.description.limits), this.#port(call, replies))
    if (slice > 0n) scope.slices = new FuelSlices({ slice, budget: fuel, rest: () => scope.rest() })
    this.#calls.set(call, { guest, scope, replies, link: null })
    guest.running += 1
    try {
      const outcome = await runCall(
        this.#prepare(message.guest, guest),
        this.#idle,
        { export: exportName, input },
        scope,
      )
      const { output, fuelConsumed, memoryPages } = outcome
      this.#outbox.send({ type: 'done', call, output, fuelConsumed, memoryPages, hostCalls: scope.hostCalls })
    } catch (thrown) {
      this.#sendFault(call, guest, thrown)
    }
    scope.close()
    this.#calls.delete(call)
    this.#resting.delete(call)
    guest.running -= 1
    if (guest.running === 0) guest.whenIdle?.()
  }

  /** Nothing else happens in the sandbox of a run, before it or after it. */
  async #run({ call, guest: number, export: exportName, jobId, context, state, fuel }: Message<'run'>): Promise<void> {
    const guest = this.#guests.get(number)!
    const { limits } = guest.description
    const replies: Replies = new Map()
    const slices = new FuelSlices({ slice: limits.fuel, budget: fuel, rest: () => scope.job!.rest() })
    this.#announced = { call, guest, at: performance.now() } // there is nobody else whose code it could be
    const link = new RunLink(call, slices, {
      send: (message) => this.#outbox.send(message),
      ask: (question) => this.#ask(replies, question),
    })
    const scope = new CallScope(limits, this.#runPort(call, replies, link), null)
    const checkpoint = state === null ? null : new Uint8Array(state)
    scope.slices = slices
    scope.job = new ActiveJob({ id: jobId, state: checkpoint, link, scope, slices })
    this.#calls.set(call, { guest, scope, replies, link })
    try {
      const outcome = await runJob(
        this.#prepare(number, guest),
        { export: exportName, context, state: checkpoint },
        scope,
        slices,
      )
      link.tally()
      this.#outbox.send({ type: 'ended', call, ...outcome })
    } catch (thrown) {
      link.tally()
      this.#sendFault(call, guest, thrown)
    }
    scope.close()
    this.#calls.delete(call)
  }

  /** @throws GuestFault `load_failed` */
  #prepare(number: number, guest: LoadedGuest): PreparedGuest {
    if (this.#steps === 'keep' || guest.isDecided) return guest.prepare(this.#engines)
    const begunAt = performance.now()
    let [refusal, linked]: [string, PreparedGuest['linked']] = ['', { meteredBytes: 0, imports: [] }]
    try {
      const prepared = guest.prepare(this.#engines)
      linked = prepared.linked
      return prepared
    } catch (thrown) {
      if (thrown instanceof GuestFault) refusal = thrown.detail
      throw thrown
    } finally {
      const micros = Math.round((performance.now() - begunAt) * 1_000)
      const imports = linked.imports.join(' ').slice(0, MAX_REASON)
      this.#outbox.send({
        type: 'prepared',
        guest: number,
        micros,
        meteredBytes: linked.meteredBytes,
        imports,
        refusal,
      })
    }
  }

  #sendFault(call: number, guest: LoadedGuest, thrown: unknown): void {
    if (!(thrown instanceof GuestFault)) throw thrown
    const { code, fuelConsumed, memoryPages } = thrown
    const detail = guest.positions?.explain(thrown.detail) ?? thrown.detail
    this.#outbox.send({ type: 'fault', call, code, detail, fuelConsumed, memoryPages })
  }

  #reply({ call, request, reply, fuel, hostCalls }: Message<'reply'>): void {
    const running = this.#calls.get(call)
    const deliver = running?.replies.get(request)
    if (running === undefined || deliver === undefined) return // the call ended while its host call was under way
    this.#announce(call, running.guest)
    running.replies.delete(request)
    running.scope.charge({ fuel, hostCalls })
    deliver(reply)
  }

  #check({ call, description, code }: Message<'check'>): void {
    const answer = { type: 'checked' as const, call, code: '', reason: '', offset: 0, meteredBytes: 0 }
    try {
      const { meteredBytes } = checkGuest(decodeDescription(description), code, this.#engines)
      this.#outbox.send({ ...answer, verdict: 'pass', meteredBytes })
    } catch (thrown) {
      const refusal = refusalOf(thrown)
      if (refusal === null) throw thrown
      this.#outbox.send({ ...answer, verdict: 'refused', ...refusal, reason: refusal.reason.slice(0, MAX_REASON) })
    }
  }

  #ask(replies: Replies, question: (request: number) => ToSupervisor): Promise<string> {
    const request = (this.#requests += 1)
    this.#outbox.send(question(request))
    return new Promise((deliver) => replies.set(request, deliver))
  }

  #port(call: number, replies: Replies): CallPort {
    return {
      hostCall: (method, payload) => {
        const fuelLeft = this.#calls.get(call)?.scope.fuelLeft ?? 0n
        return this.#ask(replies, (request) => ({ type: 'host_call', call, request, method, payload, fuelLeft }))
      },
      log: (level, message) => this.#outbox.send({ type: 'log', call, level, message }),
      loaded: (micros) => this.#outbox.send({ type: 'loaded', call, micros }),
      sliceEnded: (fuel) => this.#rest(call, fuel),
    }
  }

  /** Others have the thread meanwhile: whose code it is in has to be said again. */
  #rest(call: number, fuel: bigint): Promise<void> {
    this.#announced = null
    this.#outbox.send({ type: 'slice_ended', call, fuel })
    return new Promise((goOn) => this.#resting.set(call, goOn))
  }

  #goOn({ call }: Message<'go_on'>): void {
    const goOn = this.#resting.get(call)
    const running = this.#calls.get(call)
    if (goOn === undefined || running === undefined) return // its deadline has come meanwhile
    this.#announce(call, running.guest)
    this.#resting.delete(call)
    goOn()
  }

  /** Of a run: the supervisor hears of a slice before it hears what counts against its bounds. */
  #runPort(call: number, replies: Replies, link: RunLink): CallPort {
    const port = this.#port(call, replies)
    return {
      ...port,
      hostCall: (method, payload) => {
        link.tellSlices()
        return port.hostCall(method, payload)
      },
      log: (level, message) => link.log(level, message),
    }
  }

  /** Says, before it begins, that code of this call has the thread: a thread that does not come back has a culprit. */
  #announce(call: number, guest: LoadedGuest): void {
    const last = this.#announced
    if (last?.call === call) return
    const at = performance.now()
    if (last?.guest === guest && at - last.at < BURST_MS) return
    this.#announced = { call, guest, at }
    this.#outbox.sendNow({ type: 'entered', call })
  }
}

/** A guest's limits with the bounds of one call, which are the same but for one on loan. */
function boundedBy({ fuel, deadlineMs, hostCalls }: Message<'call'>, limits: Limits): Limits {
  if (fuel === limits.fuel && deadlineMs === limits.deadlineMs && hostCalls === limits.hostCalls) return limits
  return { ...limits, fuel, deadlineMs, hostCalls }
}
