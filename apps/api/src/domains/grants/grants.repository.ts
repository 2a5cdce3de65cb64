import { Injectable } from '@nestjs/common'
import type { InstallState } from '@grantry/contract'
import { Database, type Prisma, type Tx, uniqueViolation } from '../../platform/database/index.ts'
import type { CheckedGrant } from './consent.ts'
import { grantsErrors } from './grants.errors.ts'

const inFull = {
  version: { include: { review: { select: { approvedPermissions: true, takenDownReason: true } } } },
  extension: { include: { latestVersion: { select: { version: true } } } },
  grants: { where: { revokedAt: null } },
} as const

/** Every query names the workspace: an id alone opens nothing. */
@Injectable()
export class GrantsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  async create(
    tx: Tx,
    install: {
      workspaceId: string
      extensionId: string
      versionId: string
      state: InstallState
      installedById: string
    },
  ) {
    try {
      return await tx.install.create({ data: install, select: { id: true } })
    } catch (error) {
      throw uniqueViolation(error) === null ? error : grantsErrors.alreadyInstalled(install.extensionId)
    }
  }

  find(workspaceId: string, id: string, db: Tx = this.db) {
    return db.install.findFirst({ where: { id, workspaceId }, include: inFull })
  }

  /** The install of an extension that is not removed. */
  findLive(workspaceId: string, extensionId: string) {
    return this.db.install.findFirst({
      where: { workspaceId, extensionId, state: { not: 'removed' } },
      include: inFull,
    })
  }

  list(workspaceId: string, after: string | null, limit: number, db: Tx = this.db) {
    return db.install.findMany({
      where: { workspaceId, state: { not: 'removed' }, ...(after === null ? {} : { id: { gt: after } }) },
      include: inFull,
      orderBy: { id: 'asc' },
      take: limit,
    })
  }

  /** Of every workspace that somebody belongs to, newest first. */
  listOfMember(userId: string, extensionId: string | undefined, before: string | null, limit: number) {
    return this.db.install.findMany({
      where: {
        workspace: { members: { some: { userId } } },
        state: { not: 'removed' },
        ...(extensionId === undefined ? {} : { extensionId }),
        ...(before === null ? {} : { id: { lt: before } }),
      },
      include: inFull,
      orderBy: { id: 'desc' },
      take: limit,
    })
  }

  /** Makes changes of every install of a workspace wait. */
  async lockAll(tx: Tx, workspaceId: string): Promise<void> {
    await tx.$executeRaw`SELECT 1 FROM installs WHERE workspace_id = ${workspaceId}::uuid ORDER BY id FOR UPDATE`
  }

  /** Makes changes of one install take turns. */
  async lock(tx: Tx, workspaceId: string, id: string): Promise<void> {
    await tx.$executeRaw`SELECT 1 FROM installs WHERE id = ${id}::uuid AND workspace_id = ${workspaceId}::uuid FOR UPDATE`
  }

  async setState(
    tx: Tx,
    workspaceId: string,
    id: string,
    state: InstallState,
    removedAt: Date | null = null,
  ): Promise<void> {
    await tx.install.updateMany({ where: { id, workspaceId }, data: { state, removedAt, suspendedReason: null } })
  }

  async suspend(tx: Tx, workspaceId: string, id: string, reason: string): Promise<void> {
    const data = { state: 'suspended', suspendedReason: reason } as const
    await tx.install.updateMany({ where: { id, workspaceId }, data })
  }

  async setVersion(tx: Tx, workspaceId: string, id: string, versionId: string): Promise<void> {
    await tx.install.updateMany({ where: { id, workspaceId }, data: { versionId } })
  }

  async revoke(tx: Tx, workspaceId: string, installId: string, grantIds: string[], revokedAt: Date): Promise<void> {
    await tx.grant.updateMany({ where: { workspaceId, installId, id: { in: grantIds } }, data: { revokedAt } })
  }

  async grant(
    tx: Tx,
    workspaceId: string,
    installId: string,
    grants: readonly CheckedGrant[],
    by: { userId: string; at: Date },
  ): Promise<void> {
    await tx.grant.createMany({
      data: grants.map((grant) => ({
        workspaceId,
        installId,
        permission: grant.permission,
        scope: grant.scope as unknown as Prisma.InputJsonValue,
        expiresAt: grant.expiresAt,
        grantedById: by.userId,
        grantedAt: by.at,
      })),
    })
  }
}

export type InstallRow = NonNullable<Awaited<ReturnType<GrantsRepository['find']>>>
