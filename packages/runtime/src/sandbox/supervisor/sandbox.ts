import { setImmediate as nextTurn } from 'node:timers/promises'
import type { CallRequest, CallResult } from '../../call-result.ts'
import { Deadlines } from '../../deadlines.ts'
import { GuestFault, RuntimeUnavailable } from '../../faults.ts'
import type { Culprit, HostPort, Incident, Step } from '../../host-port.ts'
import type { Limits } from '../../limits.ts'
import type { RewrittenModules } from '../../rewriting/rewritten-modules.ts'
import { cancelled, restBetweenSlices, takeSliceEnd } from './call-slices.ts'
import { culpritOf, faultOf, NOTHING_TO_SAY, overdueFault, paidOutOf, resultOf } from './outcomes.ts'
import { HostCalls } from './host-calls.ts'
import { Account } from './lending.ts'
import { LoadedGuests, type LoadedGuest } from './loaded-guests.ts'
import type { ToSupervisor } from '../protocol.ts'
import type { ProcessEnd, SandboxProcess } from './sandbox-process.ts'
import { tellCall, type Tell } from './steps.ts'
import { Numbered } from '../numbered.ts'
import { NeverEntered, Task, type TaskBounds } from './task.ts'
import { Thread } from './thread.ts'
import { ProtocolViolation } from '../wire-fields.ts'

/**
 * A sandbox answers a deadline itself, with this much time for the answer to arrive; after that it is killed. A guest
 * should be gone 100 ms after its deadline, and the kill takes its time as well.
 */
const GRACE_MS = 75
/** Time for the goodbyes of guests when a sandbox is retired; calls under way have had theirs before. */
const RETIRE_MS = 1_000

type Frame<Type extends ToSupervisor['type']> = Extract<ToSupervisor, { type: Type }>

export interface SandboxOptions {
  readonly host: HostPort
  readonly modules: RewrittenModules
  onIncident(incident: Omit<Incident, 'workspace'>): void
  /** Absent when nobody listens. */
  onStep?(step: Omit<Step, 'workspace'>): void
}

/**
 * The supervisor's side of one sandbox process that serves one workspace. The process is treated as hostile: a frame
 * must name a task that this sandbox was given, of the right kind and within its limits; anything else is its end.
 */
export class Sandbox {
  readonly #process: SandboxProcess
  readonly #guests: LoadedGuests
  readonly #hostCalls: HostCalls
  readonly #tellerOf: ((install: string) => Tell) | undefined
  readonly #tasks = new Numbered<Task>()
  readonly #deadlines = new Deadlines<Task>((task) => this.#expire(task))
  readonly #thread = new Thread(this.#tasks)
  #taskIds = 0
  #culprit: Culprit | null = null

  constructor(process: SandboxProcess, { host, modules, onIncident, onStep }: SandboxOptions) {
    this.#process = process
    this.#hostCalls = new HostCalls({ host, onIncident, unreadBytes: () => process.unreadBytes })
    if (onStep !== undefined) this.#tellerOf = (install) => (step, facts) => onStep({ step, install, facts })
    this.#guests = new LoadedGuests(
      (message) => process.send(message),
      modules,
      (superseded) => void this.#unload(superseded),
      this.#tellerOf,
    )
    process.adopt({ onMessage: (message) => this.#receive(message), onEnd: () => this.#end() })
  }

  get alive(): boolean {
    return this.#process.alive
  }

  get ended(): Promise<ProcessEnd> {
    return this.#process.ended
  }

  /**
   * `since`, on the clock of `performance.now()`, is when the way to this sandbox began: loading begins there.
   * @throws GuestFault; RuntimeUnavailable `sandbox_lost`; NeverEntered when the sandbox was lost before the call began;
   * the signal's reason; what `readCode` throws.
   */
  call(request: CallRequest, since: number): Promise<CallResult> {
    const guest = this.#guests.knownNumberFor(request)
    return guest === null ? this.#loadAndCall(request, since) : this.#call(guest, request, since)
  }

  async #loadAndCall(request: CallRequest, since: number): Promise<CallResult> {
    return await this.#call(await this.#guests.numberFor(request), request, since)
  }

  #call(guest: number, request: CallRequest, since: number): Promise<CallResult> {
    request.signal?.throwIfAborted() // its caller may have ended while it waited for its turn or its guest
    if (!this.alive) throw new NeverEntered()
    const isAlone = this.#tasks.size === 0
    const { loan, limits: own } = request
    const limits = loan?.within(own) ?? own
    const timekeeper = loan?.timekeeperOf(own, limits, culpritOf(request)) ?? culpritOf(request)
    const task = this.#begin('call', request, { guest, account: new Account(limits, timekeeper), limits, since })
    if (isAlone) this.#enter(task)
    this.#tellCall(request, limits)
    const announce = isAlone ? 'no' : 'yes'
    const { fuel, deadlineMs, hostCalls } = limits
    const { export: exportName, input } = request
    const bounds = { fuel, slice: request.slice?.size ?? 0n, deadlineMs, hostCalls, rest: this.#process.rest }
    try {
      this.#process.send({ type: 'call', call: task.number, guest, export: exportName, input, announce, ...bounds })
    } catch (error) {
      this.#forget(task) // it cannot be put into words, and its sandbox will never hear of it
      this.#thread.takeFrom(task)
      throw error
    }
    const isOnItsOwn = loan === undefined && request.signal === undefined
    return isOnItsOwn ? task.outcome.promise : this.#accompanied(task, request)
  }

  /** The outcome of a call that somebody may cancel, or that somebody else pays for. */
  async #accompanied(task: Task, { loan, signal }: CallRequest): Promise<CallResult> {
    const cancel = () => this.#cancel(task, signal?.reason)
    signal?.addEventListener('abort', cancel)
    try {
      return await paidOutOf(loan, task)
    } finally {
      signal?.removeEventListener('abort', cancel)
    }
  }

  #tellCall({ install, export: exportName, input, slice }: CallRequest, limits: Limits): void {
    const tell = this.#tellerOf?.(install)
    if (tell !== undefined) tellCall(tell, exportName, Buffer.byteLength(input), limits, slice?.size ?? 0n)
  }

  /** Unloads the guest of an install: calls under way finish, then `plugin_cleanup` runs. */
  async unload(install: string): Promise<void> {
    await Promise.all(this.#guests.remove(install).map((guest) => this.#unload(guest)))
  }

  /** Unloads every guest and ends the process, also when they do not come to an end. */
  async retire(reason: string): Promise<void> {
    const goodbyes = Promise.allSettled(this.#guests.installs().map((install) => this.unload(install)))
    const timer = setTimeout(() => this.kill(reason), RETIRE_MS)
    await Promise.race([goodbyes, this.ended])
    clearTimeout(timer)
    this.kill(reason)
    await this.ended
  }

  kill(reason: string): void {
    this.#process.kill(reason)
  }

  /** Settles when the guest is gone, also when it never came or its sandbox is lost. */
  async #unload({ number, request, sent }: LoadedGuest): Promise<void> {
    try {
      await sent
    } catch {
      return // whoever asked for it has the error
    }
    await nextTurn() // calls that were given its number have used it by then, and no further call is given it
    if (!this.alive) return
    const { limits } = request
    const account = new Account(limits, culpritOf(request))
    const task = this.#begin('unload', request, { guest: number, account, limits, since: performance.now() })
    this.#process.send({ type: 'unload', call: task.number, guest: number })
    await task.outcome.promise.catch(() => {}) // gone in either case
  }

  #begin(kind: Task['kind'], request: CallRequest, bounds: TaskBounds): Task {
    const task = new Task((this.#taskIds += 1), kind, request, bounds)
    this.#tasks.add(task)
    this.#arm(task)
    return task
  }

  #arm(task: Task): void {
    this.#deadlines.set(task, task.limits.deadlineMs + GRACE_MS)
  }

  /**
   * A task is past its deadline and the sandbox has not said so. When another task that is within its own time has the
   * thread, the sandbox could not: that one's timer is the next wall. Otherwise it is stuck, in this task's code or
   * out of its mind. An unload has no time of its own before the calls of its guest have ended.
   */
  #expire(task: Task): void {
    if (task.kind === 'unload' && !task.entered && this.#thread.hasOthersOf(task)) return this.#arm(task)
    task.isOverdue = this.#thread.mayHaveBegun(task)
    if (task.isOverdue) this.#abandon(task, overdueFault(task))
    const holder = this.#thread.holder()
    if (holder !== null && holder !== task && !holder.isOverdue) this.#arm(task)
    else this.kill('it did not answer at a deadline')
  }

  #cancel(task: Task, reason: unknown): void {
    if (task.abandoned) return
    this.#abandon(task, reason)
    this.#process.send({ type: 'cancel', call: task.number })
    if (task.isResting) this.#arm(task)
  }

  /** Answers the caller before the sandbox does. The timer stays: the sandbox must answer all the same. */
  #abandon(task: Task, reason: unknown): void {
    task.abandoned = true
    task.account.close()
    task.outcome.reject(reason)
  }

  #receive(frame: ToSupervisor): void {
    if (frame.type === 'ready' || frame.type === 'checked') throw new ProtocolViolation('an answer to no question')
    if (frame.type === 'prepared') return this.#guests.prepared(frame)
    const task = this.#tasks.get(frame.call)
    if (task === undefined) throw new ProtocolViolation('it names a call it was not given')
    if (frame.type === 'entered') return this.#enter(task)
    task.begin() // whatever it has to say, it has begun
    switch (frame.type) {
      case 'host_call':
        this.#hostCalls.register(task, frame)
        return void this.#answer(task, frame)
      case 'log':
        return this.#hostCalls.log(task, frame)
      case 'loaded':
        task.loadMs += frame.micros / 1_000
        return this.#tellerOf?.(task.install)('open', { micros: frame.micros })
      case 'slice_ended':
        takeSliceEnd(task, frame.fuel)
        return void this.#rest(task)
      case 'done':
        return this.#answerTo(task, 'call', resultOf(task, frame))
      case 'fault':
        return this.#answerTo(task, 'call', faultOf(task, frame))
      case 'unloaded':
        return this.#answerTo(task, 'unload', NOTHING_TO_SAY)
      case 'tally':
      case 'progress':
      case 'note':
      case 'checkpoint':
      case 'spawn':
      case 'ended':
        throw new ProtocolViolation('it speaks of a job that it was not given')
    }
  }

  /** Those that may enter with it in one burst have their time from now on as well. */
  #enter(task: Task): void {
    this.#thread.giveTo(task)
    if (task.entered) return
    task.begin()
    if (this.#tasks.size === 1) return this.#arm(task)
    for (const other of this.#tasks.all()) {
      if (other === task || (other.guest === task.guest && !other.entered)) this.#arm(other)
    }
  }

  async #answer(task: Task, frame: Frame<'host_call'>): Promise<void> {
    const answer = await this.#hostCalls.answer(task, frame)
    if (!this.#tasks.has(task.number)) return
    this.#process.send({
      type: 'reply',
      call: task.number,
      request: frame.request,
      ...answer,
      rest: this.#process.rest,
    })
  }

  /** The thread is free meanwhile, and the time of the task stands still. */
  async #rest(task: Task): Promise<void> {
    const msLeft = this.#deadlines.stop(task)
    this.#thread.takeFrom(task)
    try {
      const decision = await restBetweenSlices(task)
      if (decision === 'cancel') this.#cancel(task, cancelled(task))
    } catch (reason) {
      this.#cancel(task, reason)
    }
    if (!this.#tasks.has(task.number)) return
    this.#deadlines.set(task, msLeft ?? GRACE_MS)
    if (!task.abandoned) this.#process.send({ type: 'go_on', call: task.number })
  }

  #answerTo(task: Task, kind: Task['kind'], answer: CallResult | GuestFault): void {
    if (task.kind !== kind) throw new ProtocolViolation('an answer to another question')
    this.#forget(task)
    if (answer instanceof GuestFault) task.outcome.reject(answer)
    else task.outcome.resolve(answer)
  }

  #forget(task: Task): void {
    this.#deadlines.delete(task)
    task.account.close()
    this.#tasks.delete(task.number)
  }

  /**
   * The owner of the task that was on when the process ended, or whoever left it too little time; null when it had
   * nothing to do, or nothing begun.
   */
  get culprit(): Culprit | null {
    return this.#culprit
  }

  #end(): void {
    const holder = this.#thread.holder()
    if (holder !== null) this.#culprit = holder.isOverdue ? holder.account.timekeeper : culpritOf(holder)
    for (const task of this.#tasks.all()) {
      this.#forget(task)
      task.outcome.reject(this.#thread.mayHaveBegun(task) ? new RuntimeUnavailable('sandbox_lost') : new NeverEntered())
    }
  }
}
