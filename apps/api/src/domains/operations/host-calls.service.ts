import { Injectable, Logger } from '@nestjs/common'
import type { HostPort, Loan, LogEntry, Right } from '@grantry/runtime'
import { DomainError } from '../../kernel/domain-error.ts'
import type { Reach } from '../entries/index.ts'
import { CallsBetweenService } from './calls-between.service.ts'
import { ChainGate, type Frame } from './chain-gate.ts'
import type { CoreOperation } from './core-operation.ts'
import { CoreRegistry } from './core-registry.ts'
import { chainOf, type Invocation } from './invocation.ts'
import { operationsErrors } from './operations.errors.ts'
import { parseInput } from './parse-input.ts'
import { RecordsService } from './records.service.ts'

/** Refusals that stand in the install's log beside denials, for those who granted too little or suspect too much. */
const LOGGED = new Set(['call_cycle', 'call_depth_exceeded'])

/**
 * Where the calls of guests arrive: lookup is core, then extension, then `Unknown method`. Each is decided by the
 * {@link ChainGate}, at this moment; what is denied never reaches a handler.
 */
@Injectable()
export class HostCallsService implements HostPort {
  private readonly logger = new Logger('host-calls')

  constructor(
    private readonly registry: CoreRegistry,
    private readonly gate: ChainGate,
    private readonly between: CallsBetweenService,
    private readonly records: RecordsService,
  ) {}

  /** Answers in JSON text. A refusal is an answer too, and the guest goes on. */
  call(context: unknown, method: string, payload: string, loan: Loan): Promise<string> {
    const invocation = context as Invocation
    return this.answered(invocation, method, () => {
      const operation = this.registry.find(method)
      if (operation === null) return this.between.call(invocation, method, parseJson(payload), loan)
      return this.callCore(invocation, operation, payload)
    })
  }

  /** As {@link call}, of the platform alone: for what a run of a job asks for in another way than by a host call. */
  callPlatform(invocation: Invocation, method: string, payload: string): Promise<string> {
    return this.answered(invocation, method, () => {
      const operation = this.registry.find(method)
      if (operation === null) throw operationsErrors.unknownMethod(method, null)
      return this.callCore(invocation, operation, payload)
    })
  }

  log(context: unknown, entry: LogEntry): void {
    const invocation = context as Invocation
    this.records.guestLog(invocation, entry.level, entry.message)
    invocation.run?.logged(entry)
  }

  private async answered(invocation: Invocation, method: string, answer: () => Promise<string>): Promise<string> {
    try {
      for (const { run } of chainOf(invocation))
        if (run !== undefined && !(await run.mayAct())) throw operationsErrors.runOver()
      return await answer()
    } catch (error) {
      if (error instanceof DomainError && error.kind !== 'internal') return await this.refuse(invocation, method, error)
      this.logger.error({ msg: 'a host call failed', method, installId: invocation.installId, err: error })
      return JSON.stringify({ error: 'The platform could not answer this call', code: 'internal_error' })
    }
  }

  private async refuse(invocation: Invocation, method: string, error: DomainError): Promise<string> {
    for (const { run } of chainOf(invocation)) await run?.refused(error)
    const { kind, code } = error
    if (kind === 'denied' || LOGGED.has(code)) this.logRefusal(invocation, method, error)
    return JSON.stringify({ error: error.message, code })
  }

  private logRefusal(invocation: Invocation, method: string, { code, message, details }: DomainError): void {
    const said = `${method} was denied: ${details.forLog ?? message}`
    this.records.hostLog(invocation, 'warn', details.codeForLog ?? code, said)
  }

  private async callCore(invocation: Invocation, operation: CoreOperation, payload: string): Promise<string> {
    const input = parseInput(operation.input, parseJson(payload))
    const frames = await this.gate.enter(invocation)
    await this.gate.requireRole(invocation, operation.role)
    const reach = await this.requireDemand(frames, invocation, operation, input)
    const { workspaceId, userId } = invocation
    const output = await operation.run({ workspaceId, reach, userId, invocation }, input)
    return JSON.stringify(output ?? null)
  }

  private async requireDemand(
    frames: readonly Frame[],
    { workspaceId }: Invocation,
    { demand }: CoreOperation,
    input: unknown,
  ): Promise<Reach> {
    if (demand.kind === 'narrow') return toReach(await this.gate.narrow(frames, demand.permission))
    if (demand.kind === 'target')
      await this.gate.require(frames, demand.permission, () => demand.request(workspaceId, input))
    return { allowed: [], denied: [] }
  }
}

function toReach({ allowed, denied }: Right): Reach {
  const paths = (scopes: Right['allowed']) => scopes.flatMap((scope) => ('paths' in scope ? scope.paths : []))
  return { allowed: paths(allowed), denied: paths(denied) }
}

function parseJson(text: string): unknown {
  if (text === '') return {}
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DomainError('invalid', 'invalid_json', 'The payload is not JSON.', { cause })
  }
}
