import { Injectable } from '@nestjs/common'
import {
  type AddWorkspaceMember,
  type createWorkspaceSchema,
  type Page,
  type PageQuery,
  userIdSchema,
  WORKSPACE_ROLES,
  type Workspace,
  type WorkspaceId,
  workspaceIdSchema,
  type WorkspaceMember,
  type WorkspaceRole,
} from '@grantry/contract'
import { z } from 'zod'
import { decodeCursor, toPage } from '../../kernel/paging.ts'
import { Database } from '../../platform/database/index.ts'
import { Authenticator, type Means, type Principal } from '../../platform/http/index.ts'
import { AccountsService, membershipErrors } from '../accounts/index.ts'
import { AuditService } from '../audit/index.ts'
import { workspacesErrors } from './workspaces.errors.ts'
import { WorkspacesRepository } from './workspaces.repository.ts'

/** A workspace that the caller belongs to, and in which role. Only `require` makes one. */
export interface WorkspaceAccess {
  workspaceId: WorkspaceId
  slug: string
  userId: string
  role: WorkspaceRole
  means: Means
}

const cursorSchema = z.tuple([z.uuid()])
/** Enough for anybody; without an end, one person could fill the lists of those who are added. */
const MOST_OWNED = 200
/** `WORKSPACE_ROLES` goes from most to least. */
const rank = (role: WorkspaceRole): number => WORKSPACE_ROLES.length - WORKSPACE_ROLES.indexOf(role)

/** Whether one role includes another: owner ⊃ admin ⊃ member ⊃ viewer. */
export const includesRole = (role: WorkspaceRole, needed: WorkspaceRole): boolean => rank(role) >= rank(needed)

@Injectable()
export class WorkspacesService {
  constructor(
    private readonly repository: WorkspacesRepository,
    private readonly database: Database,
    private readonly accounts: AccountsService,
    private readonly audit: AuditService,
    private readonly authenticator: Authenticator,
  ) {}

  async create(userId: string, input: z.infer<typeof createWorkspaceSchema>): Promise<Workspace> {
    const slug = input.slug ?? (await this.freeSlug(userId, slugOf(input.name)))
    return this.database.transaction(async (tx) => {
      if ((await this.repository.countOwnedBy(tx, userId)) >= MOST_OWNED) throw workspacesErrors.tooMany(MOST_OWNED)
      const row = await this.repository.create(tx, { ownerId: userId, name: input.name, slug })
      await this.audit.append(tx, {
        actorId: userId,
        action: 'workspace.created',
        subject: `workspace:${row.id}`,
        workspaceId: row.id,
      })
      return toWorkspace(row, 'owner')
    })
  }

  /** Two workspaces may have one name; the second then gets `name-2`. */
  private async freeSlug(userId: string, slug: string): Promise<string> {
    const taken = new Set(await this.repository.slugsOf(userId))
    let free = slug
    for (let count = 2; taken.has(free); count += 1) free = `${slug.slice(0, 34)}-${count}`
    return free
  }

  /** A token that is limited to one workspace sees no other. */
  async list({ userId, means }: Principal, query: PageQuery): Promise<Page<Workspace>> {
    const after = decodeCursor(cursorSchema, query.cursor)?.[0] ?? null
    const rows = await this.repository.listOf(userId, { only: limitOf(means), after, limit: query.limit + 1 })
    return toPage(
      rows,
      query.limit,
      ({ workspace, role }) => toWorkspace(workspace, role),
      ({ workspaceId }) => [workspaceId],
    )
  }

  /**
   * Every way to a tenant's things begins here. `name` is the id or the slug.
   * @throws DomainError `not_found` for a stranger, and for a token that is limited to another workspace; `role_missing`
   *   for a member whose role is too low
   */
  async require(name: string, principal: Principal, needed: WorkspaceRole): Promise<WorkspaceAccess> {
    const { userId, means } = principal
    const membership = await this.findNamed(name, principal)
    if (membership === null) throw workspacesErrors.notFound()
    const { workspace, role } = membership
    const access = { workspaceId: workspaceIdSchema.parse(workspace.id), slug: workspace.slug, userId, role, means }
    this.requireRole(access, needed)
    return access
  }

  private async findNamed(name: string, { userId, means }: Principal) {
    const limit = limitOf(means)
    if (limit !== null) {
      const membership = await this.repository.findMembership(limit, userId)
      const isNamed = membership?.workspaceId === name || membership?.workspace.slug === name
      return isNamed ? membership : null
    }
    return workspaceIdSchema.safeParse(name).success
      ? this.repository.findMembership(name, userId)
      : this.repository.findMembershipBySlug(name, userId)
  }

  /** Whether somebody still has what `require` gave them, for answers that take a while: a role, and a session or token. */
  async holds({ workspaceId, userId, means }: WorkspaceAccess): Promise<boolean> {
    const [role, isValid] = await Promise.all([this.findRole(workspaceId, userId), this.authenticator.holds(means)])
    return role !== null && isValid
  }

  /** @throws DomainError `access_ended` when it does not hold */
  async requireStill(access: WorkspaceAccess): Promise<void> {
    if (!(await this.holds(access))) throw workspacesErrors.accessEnded()
  }

  /** For what turns out to need more than `require` asked for. @throws DomainError `role_missing` */
  requireRole({ role }: WorkspaceAccess, needed: WorkspaceRole): void {
    if (!includesRole(role, needed)) throw workspacesErrors.roleMissing(needed)
  }

  /** The role somebody has right now, or null. */
  async findRole(workspaceId: WorkspaceId, userId: string): Promise<WorkspaceRole | null> {
    return (await this.repository.findMembership(workspaceId, userId))?.role ?? null
  }

  /**
   * The place of a person among those who need a seat for an extension that is paid by the seat, from 1: who has been a
   * member longest comes first. Null for a viewer, who needs none.
   */
  findSeat(workspaceId: string, userId: string): Promise<number | null> {
    return this.repository.findSeat(workspaceId, userId)
  }

  /** Members who need a seat: all but viewers. */
  countSeats(workspaceId: string): Promise<number> {
    return this.repository.countSeats(workspaceId)
  }

  async get(name: string, principal: Principal): Promise<Workspace> {
    const { workspaceId, userId } = await this.require(name, principal, 'viewer')
    const membership = await this.repository.findMembership(workspaceId, userId)
    if (membership === null) throw workspacesErrors.notFound()
    return toWorkspace(membership.workspace, membership.role)
  }

  async listMembers(name: string, principal: Principal): Promise<WorkspaceMember[]> {
    const { workspaceId } = await this.require(name, principal, 'viewer')
    const members = await this.repository.listMembers(workspaceId)
    return members.map(({ user, role }) => ({
      userId: userIdSchema.parse(user.id),
      email: user.email,
      name: user.name,
      role,
    }))
  }

  /** Adds a member, or changes the role of one. */
  async setMember(name: string, principal: Principal, input: AddWorkspaceMember): Promise<WorkspaceMember> {
    const { workspaceId, userId } = await this.require(name, principal, 'owner')
    const user = await this.accounts.findByEmail(input.email)
    if (user === null) throw membershipErrors.noSuchUser()
    await this.database.transaction(async (tx) => {
      await this.repository.setMember(tx, workspaceId, user.id, input.role)
      if ((await this.repository.countOwners(tx, workspaceId)) === 0) throw membershipErrors.lastOwner()
      await this.audit.append(tx, {
        actorId: userId,
        action: 'workspace.member_set',
        subject: `workspace:${workspaceId}`,
        workspaceId,
        data: { userId: user.id, role: input.role },
      })
    })
    return { userId: user.id, email: user.email, name: user.name, role: input.role }
  }

  /** Owners remove anybody; a member may leave. Tokens of theirs that are limited to the workspace end with that. */
  async removeMember(name: string, principal: Principal, memberId: string): Promise<void> {
    const needed = memberId === principal.userId ? 'viewer' : 'owner'
    const { workspaceId, userId } = await this.require(name, principal, needed)
    await this.database.transaction(async (tx) => {
      if (!(await this.repository.removeMember(tx, workspaceId, memberId))) throw workspacesErrors.noSuchMember()
      await this.accounts.endTokensOf(tx, workspaceId, memberId)
      if ((await this.repository.countOwners(tx, workspaceId)) === 0) throw membershipErrors.lastOwner()
      await this.audit.append(tx, {
        actorId: userId,
        action: 'workspace.member_removed',
        subject: `workspace:${workspaceId}`,
        workspaceId,
        data: { userId: memberId },
      })
    })
  }
}

/** The one workspace that a token is limited to, or null. */
const limitOf = (means: Means): WorkspaceId | null => (means.kind === 'token' ? means.workspaceId : null)

/** A slug from a name; names without a single Latin letter get a neutral one. */
function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '')
  return plain.length >= 2 ? plain : 'workspace'
}

const toWorkspace = (
  row: { id: string; slug: string; name: string; createdAt: Date },
  role: WorkspaceRole,
): Workspace => ({
  id: workspaceIdSchema.parse(row.id),
  slug: row.slug,
  name: row.name,
  role,
  createdAt: row.createdAt.toISOString(),
})
