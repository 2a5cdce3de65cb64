import type { PermissionId, TrialCall, TrialHostCall, WorkspaceId } from '@grantry/contract'
import { extensionOperationName, parseWireName, permissionIdSchema } from '@grantry/contract'
import { type AccessRequest, authorize, type LogEntry, type Rights } from '@grantry/runtime'
import { DomainError } from '../../kernel/domain-error.ts'
import { OwnHost } from '../../platform/guests/index.ts'
import type { Reach } from '../entries/index.ts'
import { type CoreOperation, type CoreRegistry, parseInput } from '../operations/index.ts'
import type { EvidenceRoom } from './evidence-room.ts'
import { shortened } from './shortened.ts'

const MAX_HOST_CALLS = 50
const MAX_LOG_LINES = 50

export interface TrialPlatform {
  workspaceId: WorkspaceId
  /** Everything the manifest asks for, granted. */
  rights: Rights
  /** Operations that work on the scratch workspace, by full and by short name. */
  scratch: ReadonlyMap<string, CoreOperation>
  /** Everything the platform has; nothing of it is carried out that is not in `scratch`. */
  registry: CoreRegistry
}

interface Answer {
  decision: TrialHostCall['decision']
  permission: PermissionId | null
  answer: string
}

/** The platform of one call of a trial: decides as the real one would, works on scratch data alone, and writes down. */
export class TrialHost extends OwnHost {
  readonly calls: TrialHostCall[] = []
  readonly logs: TrialCall['logs'] = []
  callCount = 0
  private readonly uses = new Map<PermissionId, { allowed: number; denied: number }>()

  constructor(
    private readonly platform: TrialPlatform,
    private readonly room: EvidenceRoom,
  ) {
    super()
  }

  /** How often each permission was used, or asked for without success. */
  get permissionUses(): ReadonlyMap<PermissionId, { allowed: number; denied: number }> {
    return this.uses
  }

  async answer(method: string, payload: string): Promise<string> {
    const { decision, permission, answer } = await this.decide(method, payload)
    this.callCount += 1
    if (permission !== null) this.count(permission, decision === 'denied' ? 'denied' : 'allowed')
    this.writeDown({
      method: shortened(method),
      permission,
      decision,
      input: shortened(payload),
      answer: shortened(answer),
    })
    return answer
  }

  log({ level, message }: LogEntry): void {
    const line = { level, message: shortened(message) }
    if (this.logs.length < MAX_LOG_LINES && this.room.take(line)) this.logs.push(line)
  }

  /** How many there were is counted all the same. */
  private writeDown(call: TrialHostCall): void {
    if (this.calls.length < MAX_HOST_CALLS && this.room.take(call)) this.calls.push(call)
  }

  private async decide(method: string, payload: string): Promise<Answer> {
    const operation = this.platform.scratch.get(method)
    if (operation !== undefined) return this.carryOut(operation, payload)
    const known = this.platform.registry.find(method)
    if (known !== null) return this.holdBack(permissionOf(known), null)
    const name = parseWireName(method)
    if (name === null || name.kind === 'core')
      return refusal('refused', null, 'unknown_method', `Unknown method: ${method}`)
    const type = name.kind === 'extension' ? name.type : 'query'
    const called = extensionOperationName(type, name.extension, name.name)
    return this.holdBack('extensions.call', { permission: 'extensions.call', target: { operation: called } })
  }

  private async carryOut(operation: CoreOperation, payload: string): Promise<Answer> {
    const permission = permissionOf(operation)
    try {
      const input = parseInput(operation.input, payload === '' ? {} : JSON.parse(payload))
      const reach = await this.reachOf(operation, input)
      if (reach === null) return denial(permission)
      const { workspaceId } = this.platform
      const output = await operation.run({ workspaceId, reach, userId: workspaceId, invocation: null }, input)
      return { decision: 'answered', permission, answer: JSON.stringify(output ?? null) }
    } catch (error) {
      if (error instanceof SyntaxError)
        return refusal('refused', permission, 'invalid_json', 'The payload is not JSON.')
      if (error instanceof DomainError) return refusal('refused', permission, error.code, error.message)
      throw error
    }
  }

  /** What the guest may see; null when it may not do this at all. */
  private async reachOf({ demand }: CoreOperation, input: unknown): Promise<Reach | null> {
    const { rights, workspaceId } = this.platform
    if (demand.kind === 'none') return { allowed: [], denied: [] }
    const right = rights.get(demand.permission)
    if (right === undefined) return null
    if (demand.kind === 'target') {
      const decision = authorize(rights, await demand.request(workspaceId, input))
      return decision.allowed ? { allowed: [], denied: [] } : null
    }
    return { allowed: right.allowed.flatMap((scope) => ('paths' in scope ? scope.paths : [])), denied: [] }
  }

  /** What a trial must not do: it says so to the guest, once it is clear that it would be allowed. */
  private holdBack(permission: PermissionId | null, request: AccessRequest | null): Answer {
    const { rights } = this.platform
    const isAllowed =
      permission === null || (request === null ? rights.has(permission) : authorize(rights, request).allowed)
    if (!isAllowed) return denial(permission)
    return refusal('held_back', permission, 'trial_run', 'A trial run does not carry this out')
  }

  private count(permission: PermissionId, decision: 'allowed' | 'denied'): void {
    const use = this.uses.get(permission) ?? { allowed: 0, denied: 0 }
    use[decision] += 1
    this.uses.set(permission, use)
  }
}

const permissionOf = ({ demand }: CoreOperation): PermissionId | null =>
  demand.kind === 'none' ? null : permissionIdSchema.parse(demand.permission)

const denial = (permission: PermissionId | null): Answer =>
  refusal('denied', permission, 'permission_denied', `The manifest does not ask for ${permission} of this`)

const refusal = (
  decision: TrialHostCall['decision'],
  permission: PermissionId | null,
  code: string,
  error: string,
): Answer => ({ decision, permission, answer: JSON.stringify({ error, code }) })
