import { Injectable, Logger } from '@nestjs/common'
import type { PermissionId, WorkspaceId } from '@grantry/contract'
import { authorize, type HostPort, type LogEntry, type Right } from '@grantry/runtime'
import { DomainError } from '../../kernel/domain-error.ts'
import { Metrics } from '../../platform/http/index.ts'
import type { Reach } from '../entries/index.ts'
import { type LiveInstall, LiveInstallsService } from '../grants/index.ts'
import { includesRole, WorkspacesService } from '../workspaces/index.ts'
import type { CoreOperation } from './core-operation.ts'
import { CoreRegistry } from './core-registry.ts'
import type { Invocation } from './invocation.ts'
import { nearestName } from './nearest-name.ts'
import { operationsErrors } from './operations.errors.ts'
import { parseInput } from './parse-input.ts'
import { RecordsService } from './records.service.ts'

/**
 * The one gate between guests and the platform. Each host call is decided here, against the install, its grants and
 * the person's role as they are at this moment; what is denied never reaches a handler.
 */
@Injectable()
export class HostCallsService implements HostPort {
  private readonly logger = new Logger('host-calls')

  constructor(
    private readonly registry: CoreRegistry,
    private readonly installs: LiveInstallsService,
    private readonly workspaces: WorkspacesService,
    private readonly records: RecordsService,
    private readonly metrics: Metrics,
  ) {}

  /** Answers in JSON text. A refusal is an answer too, and the guest goes on. */
  async call(context: unknown, method: string, payload: string): Promise<string> {
    const invocation = context as Invocation
    try {
      if (invocation.run?.isOver === true) throw operationsErrors.runOver()
      return JSON.stringify((await this.answer(invocation, method, payload)) ?? null)
    } catch (error) {
      if (error instanceof DomainError && error.kind !== 'internal') return await this.refuse(invocation, method, error)
      this.logger.error({ msg: 'a host call failed', method, installId: invocation.installId, err: error })
      return JSON.stringify({ error: 'The platform could not answer this call', code: 'internal_error' })
    }
  }

  /** What was denied stands in the install's log, for those who granted too little or suspect too much. */
  private async refuse(invocation: Invocation, method: string, error: DomainError): Promise<string> {
    await invocation.run?.refused(error)
    if (error.kind === 'denied')
      this.records.hostLog(
        invocation,
        'warn',
        error.code,
        `${method} was denied: ${error.details.forLog ?? error.message}`,
      )
    return JSON.stringify({ error: error.message, code: error.code })
  }

  log(context: unknown, entry: LogEntry): void {
    const invocation = context as Invocation
    this.records.guestLog(invocation, entry.level, entry.message)
    invocation.run?.logged(entry)
  }

  private async answer(invocation: Invocation, method: string, payload: string): Promise<unknown> {
    const operation = this.registry.find(method)
    if (operation === null) throw operationsErrors.unknownMethod(method, nearestName(method, this.registry.names()))
    const input = parseInput(operation.input, parseJson(payload))
    const { workspaceId } = invocation
    const install = await this.installs.get(workspaceId, invocation.installId)
    await this.requireRole(invocation, operation)
    const reach = await this.authorize(invocation, install, operation, input)
    return operation.run({ workspaceId, reach, userId: invocation.userId, invocation }, input)
  }

  /** A guest never does more than the person it runs for, with the role that person has now. */
  private async requireRole({ workspaceId, userId }: Invocation, { role }: CoreOperation): Promise<void> {
    const actual = await this.workspaces.findRole(workspaceId, userId)
    if (actual === null || !includesRole(actual, role)) throw operationsErrors.roleMissing()
  }

  private async authorize(
    invocation: Invocation,
    install: LiveInstall,
    operation: CoreOperation,
    input: unknown,
  ): Promise<Reach> {
    const { demand } = operation
    if (demand.kind === 'none') return { allowed: [], denied: [] }
    const decision =
      demand.kind === 'target'
        ? await this.decideTarget(install, invocation.workspaceId, demand, input)
        : decideAny(install, demand.permission)
    this.metrics.hostCalls.inc({ permission: demand.permission, decision: decision.allowed ? 'allowed' : 'denied' })
    this.records.use(invocation, demand.permission, decision.allowed ? 'allowed' : 'denied')
    if (!decision.allowed) throw decision.error
    return demand.kind === 'narrow' ? toReach(decision.right) : { allowed: [], denied: [] }
  }

  /** Without any right there is nothing to look up: what exists is not for the guest to find out. */
  private async decideTarget(
    install: LiveInstall,
    workspaceId: WorkspaceId,
    demand: CoreOperation['demand'] & { kind: 'target' },
    input: unknown,
  ): Promise<Decision> {
    const { permission } = demand
    if (!install.rights.has(permission)) return decideAny(install, permission)
    const decision = authorize(install.rights, await demand.request(workspaceId, input))
    return decision.allowed
      ? decision
      : { allowed: false, error: operationsErrors.outOfScope(permission, decision.reason) }
  }
}

type Decision = { allowed: true; right: Right } | { allowed: false; error: DomainError }

function decideAny({ rights }: LiveInstall, permission: PermissionId): Decision {
  const right = rights.get(permission)
  return right === undefined
    ? { allowed: false, error: operationsErrors.notGranted(permission) }
    : { allowed: true, right }
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
