import { Injectable } from '@nestjs/common'
import type { WorkspaceRole } from '@grantry/contract'
import { Database, type Tx, uniqueViolation } from '../../platform/database/index.ts'
import { workspacesErrors } from './workspaces.errors.ts'

@Injectable()
export class WorkspacesRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  async create(tx: Tx, workspace: { ownerId: string; slug: string; name: string }) {
    try {
      return await tx.workspace.create({
        data: { ...workspace, members: { create: { userId: workspace.ownerId, role: 'owner' } } },
      })
    } catch (error) {
      throw uniqueViolation(error) ? workspacesErrors.slugTaken(workspace.slug) : error
    }
  }

  /** Makes whatever is done with a workspace as a whole wait, and whatever is added to it. */
  async lock(tx: Tx, workspaceId: string) {
    await tx.$executeRaw`SELECT 1 FROM workspaces WHERE id = ${workspaceId}::uuid FOR UPDATE`
    return tx.workspace.findFirstOrThrow({ where: { id: workspaceId } })
  }

  /** Its slug is free from then on. */
  async close(tx: Tx, workspaceId: string, at: Date): Promise<void> {
    await tx.workspaceMember.deleteMany({ where: { workspaceId } })
    await tx.workspace.update({ where: { id: workspaceId }, data: { deletedAt: at, slug: workspaceId } })
  }

  async slugsOf(ownerId: string): Promise<string[]> {
    const rows = await this.db.workspace.findMany({ where: { ownerId }, select: { slug: true } })
    return rows.map(({ slug }) => slug)
  }

  countOwnedBy(tx: Tx, ownerId: string): Promise<number> {
    return tx.workspace.count({ where: { ownerId, deletedAt: null } })
  }

  /** `only`: no other workspace than this one. */
  listOf(userId: string, { only, after, limit }: { only: string | null; after: string | null; limit: number }) {
    return this.db.workspaceMember.findMany({
      where: { userId, workspaceId: { ...(only !== null && { equals: only }), ...(after !== null && { gt: after }) } },
      include: { workspace: true },
      orderBy: { workspaceId: 'asc' },
      take: limit,
    })
  }

  /** The membership of a person in a workspace named by id. */
  findMembership(workspaceId: string, userId: string) {
    return this.db.workspaceMember.findUnique({
      where: { workspaceId_userId: { workspaceId, userId } },
      include: { workspace: true },
    })
  }

  /** By slug; one's own workspace comes before those of others with the same slug. */
  async findMembershipBySlug(slug: string, userId: string) {
    const memberships = await this.db.workspaceMember.findMany({
      where: { userId, workspace: { slug } },
      include: { workspace: true },
      orderBy: { createdAt: 'asc' },
    })
    return memberships.find(({ workspace }) => workspace.ownerId === userId) ?? memberships[0] ?? null
  }

  /** The place of a member among those who need a seat, from 1: by when they came. Null for a viewer or a stranger. */
  async findSeat(workspaceId: string, userId: string): Promise<number | null> {
    const rows = await this.db.$queryRaw<{ userId: string; seat: number }[]>`
      SELECT user_id AS "userId", seat FROM (
        SELECT user_id, (row_number() OVER (ORDER BY created_at, user_id))::int AS seat
        FROM workspace_members WHERE workspace_id = ${workspaceId}::uuid AND role <> 'viewer'
      ) seats WHERE user_id = ${userId}::uuid`
    return rows[0]?.seat ?? null
  }

  countSeats(workspaceId: string): Promise<number> {
    return this.db.workspaceMember.count({ where: { workspaceId, role: { not: 'viewer' } } })
  }

  listMembers(workspaceId: string) {
    return this.db.workspaceMember.findMany({
      where: { workspaceId },
      include: { user: true },
      orderBy: { createdAt: 'asc' },
    })
  }

  async setMember(tx: Tx, workspaceId: string, userId: string, role: WorkspaceRole): Promise<void> {
    await tx.workspaceMember.upsert({
      where: { workspaceId_userId: { workspaceId, userId } },
      create: { workspaceId, userId, role },
      update: { role },
    })
  }

  async removeMember(tx: Tx, workspaceId: string, userId: string): Promise<boolean> {
    const { count } = await tx.workspaceMember.deleteMany({ where: { workspaceId, userId } })
    return count > 0
  }

  /** Locks the workspace, so that two changes cannot each remove what they take for the last owner but one. */
  async countOwners(tx: Tx, workspaceId: string): Promise<number> {
    await tx.$executeRaw`SELECT 1 FROM workspaces WHERE id = ${workspaceId}::uuid FOR UPDATE`
    return tx.workspaceMember.count({ where: { workspaceId, role: 'owner' } })
  }

  /**
   * Workspaces that have no other owner, with what is in them. Locks those that somebody owns, so that none loses its
   * other owner meanwhile.
   */
  async listSolelyOwned(tx: Tx, userId: string) {
    await tx.$executeRaw`SELECT 1 FROM workspaces WHERE id IN
      (SELECT workspace_id FROM workspace_members WHERE user_id = ${userId}::uuid AND role = 'owner') FOR UPDATE`
    const workspaces = await tx.workspace.findMany({
      where: {
        members: { some: { userId, role: 'owner' }, none: { userId: { not: userId }, role: 'owner' } },
      },
      include: { _count: { select: { members: true, entries: true, installs: { where: { removedAt: null } } } } },
    })
    return workspaces.map(({ name, _count }) => ({ name, ..._count }))
  }

  listAllOf(userId: string) {
    return this.db.workspaceMember.findMany({ where: { userId }, include: { workspace: true } })
  }

  async removeMemberEverywhere(tx: Tx, userId: string): Promise<void> {
    await tx.workspaceMember.deleteMany({ where: { userId } })
  }
}
