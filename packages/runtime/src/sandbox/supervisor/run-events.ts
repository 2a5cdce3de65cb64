import { LOG_LINE_BYTES } from '../../abi/abi.ts'
import type { JobPort } from '../../job-run.ts'
import { printable } from '../../printable.ts'
import { eventBytes } from '../event-pace.ts'
import type { ToSupervisor } from '../protocol.ts'
import { ProtocolViolation } from '../wire-fields.ts'
import { EventWindow } from './event-window.ts'
import type { HostCaller } from './host-caller.ts'
import { countLine, LOG_SLACK_BYTES, type HostCalls } from './host-calls.ts'

type Frame<Type extends ToSupervisor['type']> = Extract<ToSupervisor, { type: Type }>
export type EventFrame = Frame<'tally' | 'progress' | 'note' | 'log'>

interface RunEventsOptions {
  readonly caller: HostCaller
  readonly port: JobPort
  /** Fuel of the whole run. */
  readonly budget: bigint
  readonly hostCalls: HostCalls
  /** So many bytes of events have been taken in. */
  onTaken(bytes: number): void
  onSlice(): void
  onPortFailure(what: string, cause: unknown): void
}

/** What a run tells and nobody answers: checked as everything from a sandbox, and handed to the port in its order. */
export class RunEvents {
  readonly #options: RunEventsOptions
  readonly #window: EventWindow
  #slices = 0
  #fuel = 0n

  constructor(options: RunEventsOptions) {
    this.#options = options
    // Every line of a slice may have a tally ahead of it, which counts no more than the line.
    const sliceBytes = 2 * (options.caller.limits.logBytes + LOG_SLACK_BYTES)
    this.#window = new EventWindow(sliceBytes, (bytes) => options.onTaken(bytes))
  }

  /** Fuel that the run has used, as far as it has said. */
  get fuel(): bigint {
    return this.#fuel
  }

  /** @throws ProtocolViolation */
  take(frame: EventFrame): void {
    this.#window.add(eventBytes('message' in frame ? frame.message : ''))
    switch (frame.type) {
      case 'tally':
        return this.#takeTally(frame)
      case 'progress':
        return this.#takeProgress(frame)
      case 'note':
        return this.#takeNote(frame)
      case 'log':
        return this.#options.hostCalls.log(this.#options.caller, frame)
    }
  }

  close(): void {
    this.#window.close()
  }

  #takeTally({ slices, fuel, bytes, items }: Frame<'tally'>): void {
    const { caller, port, budget, onSlice } = this.#options
    if (slices < this.#slices || fuel < this.#fuel || fuel > budget)
      throw new ProtocolViolation('it counts backwards, or more than there was')
    if (bytes > 0n) this.#tell('bytes', () => port.bytes(bytes))
    if (items > 0n) this.#tell('items', () => port.items(items))
    if (fuel > this.#fuel) this.#tell('used', () => port.used(fuel))
    this.#fuel = fuel
    if (slices === this.#slices) return
    this.#slices = slices
    caller.hostCalls = 0
    caller.account.renew()
    caller.logBytes = 0
    onSlice()
  }

  #takeProgress({ fraction, message }: Frame<'progress'>): void {
    const { caller, port } = this.#options
    if (!(fraction >= 0 && fraction <= 1)) throw new ProtocolViolation('a progress that is not from 0 to 1')
    countLine(caller, message)
    this.#tell('progress', () => port.progress(fraction, printable(message, LOG_LINE_BYTES)))
  }

  #takeNote({ kind, message }: Frame<'note'>): void {
    const { caller, port } = this.#options
    countLine(caller, message)
    this.#tell(kind, () => port[kind](printable(message, LOG_LINE_BYTES)))
  }

  #tell(what: string, tell: () => void): void {
    try {
      tell()
    } catch (cause) {
      this.#options.onPortFailure(what, cause)
    }
  }
}
