import { Injectable } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import type { Tx } from '../../platform/database/index.ts'
import { AccountsService } from '../accounts/index.ts'
import { AuditService } from '../audit/index.ts'
import { workspacesErrors } from './workspaces.errors.ts'
import { WorkspacesRepository } from './workspaces.repository.ts'
import type { WorkspaceAccess } from './workspaces.service.ts'

/** The workspace's own part in its deletion: the first and the last of it. What is in it is for the domains above. */
@Injectable()
export class WorkspaceClosing {
  constructor(
    private readonly repository: WorkspacesRepository,
    private readonly accounts: AccountsService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Nothing is added to the workspace until the transaction ends. @throws DomainError `name_differs` */
  async begin(tx: Tx, { workspaceId }: WorkspaceAccess, name: string): Promise<void> {
    const workspace = await this.repository.lock(tx, workspaceId)
    if (workspace.name !== name) throw workspacesErrors.nameDiffers(workspace.name)
  }

  /** @throws DomainError `workspace_needed` when there is a reason */
  requireNoReason(reasons: readonly string[]): void {
    if (reasons.length > 0) throw workspacesErrors.inUse(reasons)
  }

  /** Nobody belongs to it from then on: every way to it begins with a membership. */
  async end(tx: Tx, { workspaceId, userId }: WorkspaceAccess, data: Record<string, number>): Promise<void> {
    await this.repository.close(tx, workspaceId, this.clock.now())
    await this.accounts.endTokensOf(tx, workspaceId)
    await this.audit.append(tx, {
      actorId: userId,
      action: 'workspace.deleted',
      subject: `workspace:${workspaceId}`,
      workspaceId,
      data,
    })
  }
}
