import { errorReply, LOG_LINE_BYTES, REFUSALS } from '../../abi/abi.ts'
import { HOST_CALLS_AT_ONCE } from '../../call/call-scope.ts'
import type { HostPort, Incident } from '../../host-port.ts'
import { loggedBytes } from '../../limits.ts'
import { printable } from '../../printable.ts'
import type { ToSupervisor } from '../protocol.ts'
import type { Spending } from './lending.ts'
import { beginHostCall, endHostCall } from './stages.ts'
import type { HostCaller } from './host-caller.ts'
import { ProtocolViolation } from '../wire-fields.ts'

type Frame<Type extends ToSupervisor['type']> = Extract<ToSupervisor, { type: Type }>
type Asked = Pick<Frame<'host_call'>, 'request' | 'method' | 'payload'>
export type Answer = { readonly reply: string } & Spending

/** Bytes of payloads and of unread replies that one sandbox may have; beyond that its host calls are refused. */
const MAX_BYTES_UNDER_WAY = 256 << 20
/** Room for the refusals, which are replies as well, to a run: its host calls are not bounded by anything else. */
const REFUSAL_BYTES = 16 << 20
/** What a sandbox may log beyond a call's limit before it is not believed any more: the last line and its warning. */
export const LOG_SLACK_BYTES = 64 * 1024

export interface HostCallsOptions {
  readonly host: HostPort
  onIncident(incident: Omit<Incident, 'workspace'>): void
  /** Bytes that the sandbox has been sent and has not read: whoever asks and never reads fills our memory. */
  unreadBytes(): number
}

/**
 * The way from a sandbox to the host port. The sandbox keeps a call's limits itself; here they are checked again,
 * because a sandbox that has been taken over keeps nothing.
 */
export class HostCalls {
  readonly #options: HostCallsOptions
  #payloadBytes = 0

  constructor(options: HostCallsOptions) {
    this.#options = options
  }

  /** Counts a host call that a frame announces. @throws ProtocolViolation */
  register(task: HostCaller, { request, method }: Omit<Asked, 'payload'>): void {
    task.hostCalls += 1
    if (task.kind === 'unload') throw new ProtocolViolation('a host call outside of a call')
    if (task.hostCalls > task.limits.hostCalls) throw new ProtocolViolation('it makes host calls past its limit')
    if (task.kind === 'run' && this.#options.unreadBytes() > MAX_BYTES_UNDER_WAY + REFUSAL_BYTES)
      throw new ProtocolViolation('it does not read its replies')
    if (task.requests.has(request)) throw new ProtocolViolation('two host calls of one number')
    if (task.requests.size >= HOST_CALLS_AT_ONCE) throw new ProtocolViolation('too many host calls at once')
    beginHostCall(task, method)
    task.requests.add(request)
  }

  /**
   * Carries out a registered host call through the host port, and gives its reply with what other guests used for it.
   */
  async answer(task: HostCaller, frame: Frame<'host_call'>): Promise<Answer> {
    const { method, payload } = frame
    const loan = task.account.loan(frame.fuelLeft, task.hostCalls)
    const reply = await this.carryOut(task, frame, () => this.#options.host.call(task.context, method, payload, loan))
    return { reply, ...loan.spent }
  }

  /** Carries out something registered that the host is asked for. A call whose caller is gone reaches no handler. */
  async carryOut(task: HostCaller, { request, method, payload }: Asked, ask: () => Promise<string>): Promise<string> {
    const size = Buffer.byteLength(payload)
    this.#payloadBytes += size
    try {
      if (task.abandoned) return errorReply('cancelled', 'The call has ended')
      if (size > task.limits.hostCallBytes) return REFUSALS.payloadTooLarge
      if (this.#hasNoRoomFor(0)) return errorReply('overloaded', 'Too many host calls at once')
      return await this.#call(task, method, ask)
    } finally {
      this.#payloadBytes -= size
      task.requests.delete(request)
      endHostCall(task)
    }
  }

  #hasNoRoomFor(bytes: number): boolean {
    return this.#payloadBytes + this.#options.unreadBytes() + bytes > MAX_BYTES_UNDER_WAY
  }

  log(task: HostCaller, { level, message }: Pick<Frame<'log'>, 'level' | 'message'>): void {
    countLine(task, message)
    try {
      this.#options.host.log(task.context, { level, message: printable(message, LOG_LINE_BYTES) })
    } catch (cause) {
      this.#options.onIncident({ kind: 'log_failed', reason: 'A log line was lost', cause })
    }
  }

  async #call({ limits }: HostCaller, method: string, ask: () => Promise<string>): Promise<string> {
    try {
      const reply = await ask()
      const size = Buffer.byteLength(reply)
      if (size > limits.hostCallBytes) return errorReply('reply_too_large', 'The reply is larger than the limit allows')
      if (this.#hasNoRoomFor(size)) return errorReply('overloaded', 'Too many replies have not been read')
      return reply
    } catch (cause) {
      this.#options.onIncident({ kind: 'host_call_failed', reason: `${printable(method, 100)} failed`, cause })
      return errorReply('internal_error', 'The host failed to answer')
    }
  }
}

/** Counts a line, whether for the log or for a job. @throws ProtocolViolation past the limit */
export function countLine(task: HostCaller, message: string): void {
  task.logBytes += loggedBytes(message)
  if (task.logBytes > task.limits.logBytes + LOG_SLACK_BYTES) throw new ProtocolViolation('it logs past its limit')
}
