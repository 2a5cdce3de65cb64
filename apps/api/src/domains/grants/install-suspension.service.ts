import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '../../platform/database/index.ts'
import { Queue } from '../../platform/queue/index.ts'
import { AuditService } from '../audit/index.ts'
import type { WorkspaceAccess } from '../workspaces/index.ts'
import { grantsErrors } from './grants.errors.ts'
import { GrantsRepository, type InstallRow } from './grants.repository.ts'
import { requireInstallTransition } from './install-states.ts'

/** Stops an install until somebody who may decide it lets it run again. Grants and data stay as they are. */
@Injectable()
export class InstallSuspensionService {
  constructor(
    private readonly repository: GrantsRepository,
    private readonly database: Database,
    private readonly queue: Queue,
    private readonly audit: AuditService,
  ) {}

  /**
   * By the platform itself. An install that is not active is left as it is: news of its misdeeds may come late.
   * `reason` is a sentence for its owner.
   */
  async suspend(workspaceId: string, id: string, reason: string): Promise<'suspended' | 'unchanged'> {
    return this.database.transaction(async (tx) => {
      const row = await this.lock(tx, workspaceId, id)
      if (row.state !== 'active') return 'unchanged'
      await this.repository.suspend(tx, workspaceId, id, reason)
      await this.record(tx, row, { actorId: null, action: 'install.suspended', data: { reason } })
      return 'suspended'
    })
  }

  /** @throws DomainError `install_not_suspended`, `install_removed` */
  async resume(access: WorkspaceAccess, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const row = await this.lock(tx, access.workspaceId, id)
      if (row.state === 'active' || row.state === 'awaiting_consent') throw grantsErrors.notSuspended()
      requireInstallTransition(row.state, 'active')
      await this.repository.setState(tx, access.workspaceId, id, 'active')
      await this.queue.publish(tx, 'install.resumed', { workspaceId: access.workspaceId, installId: id })
      await this.record(tx, row, { actorId: access.userId, action: 'install.resumed', data: {} })
    })
  }

  private async lock(tx: Tx, workspaceId: string, id: string): Promise<InstallRow> {
    await this.repository.lock(tx, workspaceId, id)
    const row = await this.repository.find(workspaceId, id, tx)
    if (row === null) throw grantsErrors.installNotFound()
    return row
  }

  private record(
    tx: Tx,
    { id, workspaceId, extensionId, version }: InstallRow,
    deed: { actorId: string | null; action: string; data: Record<string, unknown> },
  ): Promise<void> {
    const data = { extension: extensionId, version: version.version, ...deed.data }
    return this.audit.append(tx, { ...deed, subject: `install:${id}`, workspaceId, data })
  }
}
