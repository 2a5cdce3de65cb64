import { Injectable } from '@nestjs/common'
import type { PermissionId, WorkspaceRole } from '@grantry/contract'
import { type AccessRequest, authorize, commonRights, type Rights, type Right } from '@grantry/runtime'
import { DomainError } from '../../kernel/domain-error.ts'
import { Metrics } from '../../platform/http/index.ts'
import { type LiveInstall, LiveInstallsService } from '../grants/index.ts'
import { includesRole, WorkspacesService } from '../workspaces/index.ts'
import { chainOf, type Invocation } from './invocation.ts'
import { operationsErrors } from './operations.errors.ts'
import { UsesService } from './uses.service.ts'

/** One call of a chain, with the rights that its install has at this moment, and those whose time is over. */
export interface Frame {
  invocation: Invocation
  rights: Rights
  ended: LiveInstall['ended']
}

/**
 * Decides what guests may do. A guest that works for another one has what both have: every frame of the chain must
 * have the right, whoever asks, and so must the person they all work for. Installs, grants and role are read anew.
 */
@Injectable()
export class ChainGate {
  constructor(
    private readonly installs: LiveInstallsService,
    private readonly workspaces: WorkspacesService,
    private readonly uses: UsesService,
    private readonly metrics: Metrics,
  ) {}

  /** The chain of a call, outermost first. @throws DomainError when an install in it may not run any more */
  async enter(invocation: Invocation): Promise<Frame[]> {
    return Promise.all(
      chainOf(invocation).map(async (frame) => {
        const { rights, ended } = await this.installs.get(frame.workspaceId, frame.installId)
        return { invocation: frame, rights, ended }
      }),
    )
  }

  /** A guest never does more than the person it works for, with the role that person has now. */
  async requireRole({ workspaceId, userId }: Invocation, role: WorkspaceRole): Promise<void> {
    const actual = await this.workspaces.findRole(workspaceId, userId)
    if (actual === null || !includesRole(actual, role)) throw operationsErrors.roleMissing()
  }

  /**
   * Requires the right to one target. `request` is made only when every frame has some right of the kind: without,
   * there is nothing to look up, and what exists is not for the guest to find out.
   * @throws DomainError `permission_denied`
   */
  async require(
    frames: readonly Frame[],
    permission: PermissionId,
    request: () => Promise<AccessRequest>,
  ): Promise<void> {
    await this.recorded(frames, permission, async (knows) => {
      requireAny(frames, permission)
      const wanted = await request()
      knows(wanted)
      for (const { rights, invocation } of frames) {
        const decision = authorize(rights, wanted)
        if (!decision.allowed)
          throw operationsErrors.outOfScope(permission, decision.reason, lackingOne(frames, invocation))
      }
    })
  }

  /** What every frame has of a permission. @throws DomainError `permission_denied` when that is nothing */
  async narrow(frames: readonly Frame[], permission: PermissionId): Promise<Right> {
    return this.recorded(frames, permission, async () => {
      requireAny(frames, permission)
      const right = commonRights(frames.map(({ rights }) => rights)).get(permission)
      if (right === undefined)
        throw operationsErrors.outOfScope(permission, 'The extensions of the chain have no scope in common')
      return right
    })
  }

  /** Every frame has used the permission, or tried to: it would not have gone without any of them. */
  private async recorded<T>(
    frames: readonly Frame[],
    permission: PermissionId,
    decide: (knows: (request: AccessRequest) => void) => Promise<T>,
  ): Promise<T> {
    let request: AccessRequest | null = null
    const record = (decision: 'allowed' | 'denied') => {
      this.metrics.hostCalls.inc({ permission, decision })
      for (const { invocation } of frames) this.uses.record(invocation, permission, request, decision)
    }
    try {
      const decided = await decide((known) => (request = known))
      record('allowed')
      return decided
    } catch (error) {
      if (isDenial(error)) record('denied')
      throw error
    }
  }
}

function requireAny(frames: readonly Frame[], permission: PermissionId): void {
  const lacking = frames.find(({ rights }) => !rights.has(permission))
  if (lacking === undefined) return
  const whose = lackingOne(frames, lacking.invocation)
  const endedAt = lacking.ended.get(permission)
  throw endedAt === undefined
    ? operationsErrors.notGranted(permission, whose)
    : operationsErrors.ended(permission, endedAt, whose)
}

/** Whose right is missing, for the log; where there is but one it goes without saying. */
const lackingOne = (frames: readonly Frame[], { extension }: Invocation): string | null =>
  frames.length === 1 ? null : extension

const isDenial = (error: unknown): boolean => error instanceof DomainError && error.kind === 'denied'

/** Whether every frame may, without a trace. */
export const covers = (frames: readonly Frame[], request: AccessRequest): boolean =>
  frames.every(({ rights }) => authorize(rights, request).allowed)
