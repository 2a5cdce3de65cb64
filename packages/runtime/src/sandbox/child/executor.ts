import type { PreparedGuest } from '../../abi/abi.ts'
import { EngineLibrary } from '../../abi/js/engine-library.ts'
import { SourcePositions } from '../../abi/js/source-positions.ts'
import { warmUp } from '../../abi/warm-up.ts'
import { ActiveJob } from '../../call/active-job.ts'
import { FuelSlices } from '../../call/fuel-slices.ts'
import { IdleInstances } from '../../call/idle-instances.ts'
import { cleanUp, runCall } from '../../call/run-call.ts'
import { runJob } from '../../call/run-job.ts'
import { GuestFault } from '../../faults.ts'
import { decodeDescription } from '../../guest-description.ts'
import { DEFAULT_LIMITS } from '../../limits.ts'
import { decodeOutline } from '../../rewriting/module-outline.ts'
import { Numbered } from '../numbered.ts'
import type { ToSandbox, ToSupervisor } from '../protocol.ts'
import { Announcements } from './announcements.ts'
import { LoadedGuest } from './loaded-guest.ts'
import { prepareAndTell } from './preparation.ts'
import { judge } from './refusals.ts'
import { RunLink } from './run-link.ts'
import { RunningCall } from './running-call.ts'
import { Turns } from './turns.ts'

type Message<Type extends ToSandbox['type']> = Extract<ToSandbox, { type: Type }>

/** As in `Channel`. */
interface Outbox {
  send(message: ToSupervisor): void
  sendNow(message: ToSupervisor): void
  hold(): void
  release(): void
}

/**
 * The sandbox's side of the conversation: loads guests, runs their calls, judges code. An error that is not a guest's
 * fault is not caught anywhere: it ends the process, and the supervisor makes a new one.
 */
export class Executor {
  readonly #outbox: Outbox
  readonly #turns: Turns<ToSandbox>
  readonly #thread: Announcements
  readonly #engines = new EngineLibrary()
  readonly #guests = new Map<number, LoadedGuest>()
  readonly #calls = new Numbered<RunningCall>()
  readonly #idle = new IdleInstances()
  /** Of calls that are held up behind a slice of their fuel: how they go on. */
  readonly #resting = new Map<number, () => void>()
  /** For its calls. */
  readonly #surroundings = {
    send: (message: ToSupervisor) => this.#outbox.send(message),
    nextRequest: () => (this.#requests += 1),
    opened: () => void (this.#hasOpened = true),
    rest: (call: number, fuel: bigint) => this.#rest(call, fuel),
  }
  #steps: 'tell' | 'keep' = 'keep'
  #waits: 'awake' | 'asleep' = 'asleep'
  #requests = 0
  /** An instance has been opened since the last quiet moment. */
  #hasOpened = false

  constructor(outbox: Outbox) {
    this.#outbox = outbox
    this.#turns = new Turns(outbox, (message) => this.#handle(message))
    this.#thread = new Announcements((message) => outbox.sendNow(message))
  }

  receive(message: ToSandbox): void {
    if (message.type === 'call' || message.type === 'reply') this.#waits = message.rest
    this.#turns.take(message)
  }

  /** How to wait for what comes next, as the supervisor said last. */
  get rest(): 'awake' | 'asleep' {
    return this.#waits
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
        return this.#outbox.send(judge(message, this.#engines))
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
    const { prepared } = guest
    if (prepared === null) return
    const { scope } = new RunningCall(call, guest, this.#surroundings)
    this.#thread.announce(call, guest)
    await cleanUp(prepared, this.#idle, scope)
    scope.close()
  }

  async #call(message: Message<'call'>): Promise<void> {
    const { call, export: exportName, input, announce, fuel, slice } = message
    const guest = this.#guests.get(message.guest)!
    if (announce === 'yes') this.#thread.announce(call, guest)
    else this.#thread.take(call, guest)
    const running = new RunningCall(call, guest, this.#surroundings, guest.limitsWith(message))
    const { scope } = running
    if (slice > 0n) scope.slices = new FuelSlices({ slice, budget: fuel, rest: () => scope.rest() })
    this.#calls.add(running)
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
    if (this.#hasOpened && this.#calls.size === 0) setImmediate(() => this.#engines.bringUpSpares())
    this.#hasOpened &&= this.#calls.size > 0
  }

  /** Nothing else happens in the sandbox of a run, before it or after it. */
  async #run({ call, guest: number, export: exportName, jobId, context, state, fuel }: Message<'run'>): Promise<void> {
    const guest = this.#guests.get(number)!
    const { limits } = guest.description
    const running = new RunningCall(call, guest, this.#surroundings, limits, null)
    const { scope } = running
    const slices = new FuelSlices({ slice: limits.fuel, budget: fuel, rest: () => scope.job!.rest() })
    this.#thread.take(call, guest) // there is nobody else whose code it could be
    const link = new RunLink(call, slices, {
      send: (message) => this.#outbox.send(message),
      ask: (question) => running.ask(question),
    })
    running.link = link
    const checkpoint = state === null ? null : new Uint8Array(state)
    scope.slices = slices
    scope.job = new ActiveJob({ id: jobId, state: checkpoint, link, scope, slices })
    this.#calls.add(running)
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
    return prepareAndTell(number, guest, this.#engines, (message) => this.#outbox.send(message))
  }

  #sendFault(call: number, guest: LoadedGuest, thrown: unknown): void {
    if (!(thrown instanceof GuestFault)) throw thrown
    const { code, fuelConsumed, memoryPages } = thrown
    const detail = guest.positions?.explain(thrown.detail) ?? thrown.detail
    this.#outbox.send({ type: 'fault', call, code, detail, fuelConsumed, memoryPages })
  }

  #reply({ call, request, reply, fuel, hostCalls }: Message<'reply'>): void {
    const running = this.#calls.get(call)
    if (running === undefined || !running.awaits(request)) return // the call ended while its host call was under way
    this.#thread.announce(call, running.guest)
    running.scope.charge({ fuel, hostCalls })
    running.deliver(request, reply)
  }

  #rest(call: number, fuel: bigint): Promise<void> {
    this.#thread.yield()
    this.#outbox.send({ type: 'slice_ended', call, fuel })
    return new Promise((goOn) => this.#resting.set(call, goOn))
  }

  #goOn({ call }: Message<'go_on'>): void {
    const goOn = this.#resting.get(call)
    const running = this.#calls.get(call)
    if (goOn === undefined || running === undefined) return // its deadline has come meanwhile
    this.#thread.announce(call, running.guest)
    this.#resting.delete(call)
    goOn()
  }
}
