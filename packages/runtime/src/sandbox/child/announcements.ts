import type { ToSupervisor } from '../protocol.ts'
import type { LoadedGuest } from './loaded-guest.ts'

/**
 * Calls of one guest that are entered within this time are announced once: each announcement is a write, and takes
 * longer than a short call. What such a burst leaves unclear is which of them was on when the thread did not come back.
 */
const BURST_MS = 0.2

/**
 * Says, before it begins, that code of a call has the thread: a thread that does not come back has a culprit.
 */
export class Announcements {
  readonly #send: (message: ToSupervisor) => void
  /** Whose code has the thread, as far as the supervisor knows: of which call, or of another one of the same guest. */
  #last: { call: number; guest: LoadedGuest; at: number } | null = null

  /** `send` must not wait: the code that follows may never come to an end. */
  constructor(send: (message: ToSupervisor) => void) {
    this.#send = send
  }

  announce(call: number, guest: LoadedGuest): void {
    if (this.#last?.call === call) return
    const at = performance.now()
    if (this.#last?.guest === guest && at - this.#last.at < BURST_MS) return
    this.#last = { call, guest, at }
    this.#send({ type: 'entered', call })
  }

  /** The supervisor knows by itself that a call has the thread. */
  take(call: number, guest: LoadedGuest): void {
    this.#last = { call, guest, at: performance.now() }
  }

  /** Others have the thread meanwhile: whose code it is in has to be said again. */
  yield(): void {
    this.#last = null
  }
}
