import { Injectable } from '@nestjs/common'
import { permissionIdSchema } from '@grantry/contract'
import { Database, type Tx } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import type { VersionRow } from '../catalog/index.ts'
import type { WorkspaceAccess } from '../workspaces/index.ts'
import { changesOf, type CheckedGrant, type PresentGrant } from './consent.ts'
import { grantsErrors } from './grants.errors.ts'
import { GrantsRepository, type InstallRow } from './grants.repository.ts'

/** Something that was done to an install, for the audit. */
export interface InstallDeed {
  action: string
  installId: string
  version: Pick<VersionRow, 'extensionId' | 'version' | 'digest'>
  /** Those it has from then on. */
  grants: readonly CheckedGrant[]
}

/** How an install is changed: one change at a time, its grants and what is audited in the same transaction. */
@Injectable()
export class InstallChanges {
  constructor(
    private readonly repository: GrantsRepository,
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** @throws DomainError `not_found`, `install_removed` */
  async change(access: WorkspaceAccess, id: string, work: (tx: Tx, row: InstallRow) => Promise<void>): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.repository.lock(tx, access.workspaceId, id)
      const row = await this.repository.find(access.workspaceId, id, tx)
      if (row === null) throw grantsErrors.installNotFound()
      if (row.state === 'removed') throw grantsErrors.removed()
      await work(tx, row)
    })
  }

  /** Those that stand as they are wanted are left alone; see {@link changesOf}. */
  async replaceGrants(
    tx: Tx,
    access: WorkspaceAccess,
    row: InstallRow,
    grants: readonly CheckedGrant[],
    now: Date,
  ): Promise<void> {
    const { revoke, give } = changesOf(presentGrants(row), grants, now)
    await this.repository.revoke(tx, access.workspaceId, row.id, revoke, now)
    await this.repository.grant(tx, access.workspaceId, row.id, give, { userId: access.userId, at: now })
  }

  async revokeAll(tx: Tx, access: WorkspaceAccess, row: InstallRow, now: Date): Promise<void> {
    const ids = row.grants.map(({ id }) => id)
    await this.repository.revoke(tx, access.workspaceId, row.id, ids, now)
  }

  record(tx: Tx, access: WorkspaceAccess, { action, installId, version, grants }: InstallDeed): Promise<void> {
    return this.audit.append(tx, {
      actorId: access.userId,
      action,
      subject: `install:${installId}`,
      workspaceId: access.workspaceId,
      data: {
        extension: version.extensionId,
        version: version.version,
        digest: version.digest,
        grants: grants.map(({ permission, scope, expiresAt }) => ({
          permission,
          scope,
          expiresAt: expiresAt?.toISOString() ?? null,
        })),
      },
    })
  }
}

/** The grants of an install that have not been revoked. */
export const presentGrants = ({ grants }: InstallRow): PresentGrant[] =>
  grants.map(({ id, permission, scope, expiresAt }) => ({
    id,
    permission: permissionIdSchema.parse(permission),
    scope: scope as CheckedGrant['scope'],
    expiresAt,
  }))
