import { qualifiedName } from '@grantry/contract'
import type { JobRequest } from '../../job-run.ts'
import type { ToSupervisor } from '../protocol.ts'
import { ProtocolViolation } from '../wire-fields.ts'
import type { HostCaller } from './host-caller.ts'
import type { Answer, HostCalls } from './host-calls.ts'
import { NOTHING_SPENT } from './lending.ts'

type Frame<Type extends ToSupervisor['type']> = Extract<ToSupervisor, { type: Type }>

interface RunRequestsOptions {
  readonly request: JobRequest
  readonly caller: HostCaller
  readonly hostCalls: HostCalls
  /** Hands an answer to the guest, unless the run is over. */
  onAnswer(request: number, answer: Answer): void
  /** The guest has begun to wait, or goes on. */
  onWait(): void
  onPortFailure(what: string, cause: unknown): void
}

/** What the run of a job asks for and waits for: host calls, children, checkpoints. */
export class RunRequests {
  readonly #options: RunRequestsOptions
  #isCheckpointing = false

  constructor(options: RunRequestsOptions) {
    this.#options = options
  }

  /** Whether the guest may be waiting for us. */
  get isAwaited(): boolean {
    return this.#isCheckpointing || this.#options.caller.requests.size > 0
  }

  hostCall(frame: Frame<'host_call'>): void {
    const { caller, hostCalls } = this.#options
    hostCalls.register(caller, frame)
    void this.#answer(frame.request, hostCalls.answer(caller, frame))
  }

  spawn({ request, jobType, params }: Frame<'spawn'>): void {
    const { caller, hostCalls } = this.#options
    const { port, guest } = this.#options.request
    const asked = { request, method: 'spawn', payload: params }
    hostCalls.register(caller, asked)
    const type = jobType.includes(':') ? jobType : qualifiedName(guest.extension, jobType)
    const child = hostCalls.carryOut(caller, asked, () => port.spawn(type, params))
    void this.#answer(request, forNothing(child))
  }

  /** @throws ProtocolViolation when one is under way */
  checkpoint(frame: Frame<'checkpoint'>): void {
    if (this.#isCheckpointing) throw new ProtocolViolation('two checkpoints at once')
    void this.#checkpoint(frame)
  }

  async #checkpoint({ request, state }: Frame<'checkpoint'>): Promise<void> {
    this.#isCheckpointing = true
    this.#options.onWait()
    const isDurable = await this.#keep(new Uint8Array(state))
    this.#isCheckpointing = false
    await this.#answer(request, forNothing(JSON.stringify(isDurable)))
  }

  async #keep(state: Uint8Array): Promise<boolean> {
    try {
      return await this.#options.request.port.checkpoint(state)
    } catch (cause) {
      this.#options.onPortFailure('checkpoint', cause)
      return false
    }
  }

  /** The guest goes on when it has its answer; until then, its time stands still. */
  async #answer(request: number, coming: Promise<Answer>): Promise<void> {
    this.#options.onWait()
    const answer = await coming
    this.#options.onAnswer(request, answer)
    this.#options.onWait()
  }
}

const forNothing = async (reply: string | Promise<string>): Promise<Answer> => ({
  reply: await reply,
  ...NOTHING_SPENT,
})
