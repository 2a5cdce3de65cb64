import { Injectable } from '@nestjs/common'
import { Database } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { EntriesRemoval } from '../entries/index.ts'
import { InstallsService } from '../grants/index.ts'
import { LogsService, UsesService } from '../operations/index.ts'
import { WorkspacePurchases } from '../purchases/index.ts'
import { type WorkspaceAccess, WorkspaceClosing } from '../workspaces/index.ts'

/** The end of a workspace, and of what an install has written into its log. */
@Injectable()
export class DeletionService {
  constructor(
    private readonly closing: WorkspaceClosing,
    private readonly purchases: WorkspacePurchases,
    private readonly installs: InstallsService,
    private readonly entries: EntriesRemoval,
    private readonly logs: LogsService,
    private readonly uses: UsesService,
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** @throws DomainError `name_differs`; `workspace_needed` with every reason why not yet */
  async deleteWorkspace(access: WorkspaceAccess, name: string): Promise<void> {
    const { workspaceId } = access
    await Promise.all([this.logs.flush(), this.uses.flush()])
    await this.database.transaction(async (tx) => {
      await this.closing.begin(tx, access, name)
      this.closing.requireNoReason(await this.purchases.findReasons(tx, workspaceId))
      await this.purchases.release(tx, workspaceId)
      const installs = await this.installs.removeAll(tx, access)
      const entries = await this.entries.removeAll(tx, workspaceId)
      const logLines = await this.logs.forget(tx, workspaceId)
      await this.uses.forgetTargets(tx, workspaceId)
      await this.closing.end(tx, access, { installs, entries, logLines })
    })
  }

  /** @throws DomainError `not_found` */
  async deleteLog(access: WorkspaceAccess, installId: string): Promise<void> {
    const { extensionId } = await this.installs.getRow(access, installId)
    await this.logs.flush()
    await this.database.transaction(async (tx) => {
      const lines = await this.logs.forget(tx, access.workspaceId, installId)
      await this.audit.append(tx, {
        actorId: access.userId,
        action: 'install.log_deleted',
        subject: `install:${installId}`,
        workspaceId: access.workspaceId,
        data: { extension: extensionId, lines },
      })
    })
  }
}
