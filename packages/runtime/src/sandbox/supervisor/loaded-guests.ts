import type { CallRequest } from '../../call-result.ts'
import type { RewrittenModules } from '../../rewriting/rewritten-modules.ts'
import { describeGuest } from './describe-guest.ts'
import { guestFrames } from './guest-frames.ts'
import type { ToSandbox } from '../protocol.ts'

export interface LoadedGuest {
  readonly number: number
  readonly install: string
  readonly request: CallRequest
  readonly description: string
  /** Settles when its `load` frame has been sent. */
  readonly sent: Promise<void>
}

/** Which guests one sandbox has been told of: one for each install. */
export class LoadedGuests {
  readonly #send: (message: ToSandbox) => void
  readonly #modules: RewrittenModules
  readonly #onSuperseded: (guest: LoadedGuest) => void
  readonly #byInstall = new Map<string, LoadedGuest>()
  #numbers = 0

  /** `onSuperseded` is called with a guest that no further call will name, because its install has another one now. */
  constructor(
    send: (message: ToSandbox) => void,
    modules: RewrittenModules,
    onSuperseded: (guest: LoadedGuest) => void,
  ) {
    this.#send = send
    this.#modules = modules
    this.#onSuperseded = onSuperseded
  }

  /** The number of the guest that this call is for, after its `load` frame. Rejects when its code cannot be read. */
  async numberFor(request: CallRequest): Promise<number> {
    const loaded = this.#byInstall.get(request.install)
    const guest = loaded !== undefined && isFor(loaded, request) ? loaded : this.#load(request)
    await guest.sent
    return guest.number
  }

  /** Forgets the guest of an install and gives it, if there is one. */
  remove(install: string): LoadedGuest | undefined {
    const guest = this.#byInstall.get(install)
    this.#byInstall.delete(install)
    return guest
  }

  installs(): string[] {
    return [...this.#byInstall.keys()]
  }

  #load(request: CallRequest): LoadedGuest {
    const superseded = this.remove(request.install)
    const number = (this.#numbers += 1)
    const description = describeGuest(request)
    const sent = this.#sendCode(number, description, request)
    const guest = { number, install: request.install, request, description, sent }
    this.#byInstall.set(request.install, guest)
    if (superseded !== undefined) this.#onSuperseded(superseded)
    return guest
  }

  async #sendCode(number: number, description: string, request: CallRequest): Promise<void> {
    const { guest: source, install, limits } = request
    try {
      for (const frame of await guestFrames({ number, description, source, limits }, this.#modules)) this.#send(frame)
    } catch (error) {
      if (this.#byInstall.get(install)?.number === number) this.#byInstall.delete(install)
      throw error
    }
  }
}

/** The common case, the same objects again, costs two comparisons. */
const isFor = (loaded: LoadedGuest, request: CallRequest): boolean =>
  (loaded.request.guest === request.guest && loaded.request.limits === request.limits) ||
  loaded.description === describeGuest(request)
