import { errorReply, LOG_LINE_BYTES, REFUSALS } from '../../abi/abi.ts'
import { HOST_CALLS_AT_ONCE } from '../../call/call-scope.ts'
import type { HostPort, Incident } from '../../host-port.ts'
import { loggedBytes } from '../../limits.ts'
import { printable } from '../../printable.ts'
import type { ToSupervisor } from '../protocol.ts'
import { beginHostCall, endHostCall } from './stages.ts'
import type { Task } from './task.ts'
import { ProtocolViolation } from '../wire-fields.ts'

type Frame<Type extends ToSupervisor['type']> = Extract<ToSupervisor, { type: Type }>

/** Bytes of payloads that one sandbox may have under way; beyond that its host calls are refused. */
const MAX_BYTES_UNDER_WAY = 256 << 20
/** What a sandbox may log beyond a call's limit before it is not believed any more: the last line and its warning. */
const LOG_SLACK_BYTES = 64 * 1024

/**
 * The way from a sandbox to the host port. The sandbox keeps a call's limits itself; here they are checked again,
 * because a sandbox that has been taken over keeps nothing.
 */
export class HostCalls {
  readonly #host: HostPort
  readonly #onIncident: (incident: Omit<Incident, 'workspace'>) => void
  #bytesUnderWay = 0

  constructor(host: HostPort, onIncident: (incident: Omit<Incident, 'workspace'>) => void) {
    this.#host = host
    this.#onIncident = onIncident
  }

  /** Counts a host call that a frame announces. @throws ProtocolViolation */
  register(task: Task, { request, method }: Frame<'host_call'>): void {
    task.hostCalls += 1
    if (task.kind !== 'call') throw new ProtocolViolation('a host call outside of a call')
    if (task.hostCalls > task.limits.hostCalls) throw new ProtocolViolation('it makes host calls past its limit')
    if (task.requests.has(request)) throw new ProtocolViolation('two host calls of one number')
    if (task.requests.size >= HOST_CALLS_AT_ONCE) throw new ProtocolViolation('too many host calls at once')
    beginHostCall(task, method)
    task.requests.add(request)
  }

  /** Carries out a registered host call and gives its reply. A call whose caller is gone reaches no handler. */
  async answer(task: Task, { request, method, payload }: Frame<'host_call'>): Promise<string> {
    const size = Buffer.byteLength(payload)
    this.#bytesUnderWay += size
    try {
      if (task.abandoned) return errorReply('cancelled', 'The call has ended')
      if (size > task.limits.hostCallBytes) return REFUSALS.payloadTooLarge
      if (this.#bytesUnderWay > MAX_BYTES_UNDER_WAY) return errorReply('overloaded', 'Too many host calls at once')
      return await this.#call(task, method, payload)
    } finally {
      this.#bytesUnderWay -= size
      task.requests.delete(request)
      endHostCall(task)
    }
  }

  log(task: Task, { level, message }: Frame<'log'>): void {
    task.logBytes += loggedBytes(message)
    if (task.logBytes > task.limits.logBytes + LOG_SLACK_BYTES) throw new ProtocolViolation('it logs past its limit')
    try {
      this.#host.log(task.context, { level, message: printable(message, LOG_LINE_BYTES) })
    } catch (cause) {
      this.#onIncident({ kind: 'log_failed', reason: 'A log line was lost', cause })
    }
  }

  async #call({ context, limits }: Task, method: string, payload: string): Promise<string> {
    try {
      const reply = await this.#host.call(context, method, payload)
      if (Buffer.byteLength(reply) <= limits.hostCallBytes) return reply
      return errorReply('reply_too_large', 'The reply is larger than the limit allows')
    } catch (cause) {
      this.#onIncident({ kind: 'host_call_failed', reason: `${printable(method, 100)} failed`, cause })
      return errorReply('internal_error', 'The host failed to answer')
    }
  }
}
