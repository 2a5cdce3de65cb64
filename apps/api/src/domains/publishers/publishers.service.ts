import { Injectable } from '@nestjs/common'
import {
  type AddPublisherMember,
  type createPublisherSchema,
  type Publisher,
  type PublisherMember,
  type PublisherRole,
  publisherSlugSchema,
  userIdSchema,
} from '@grantry/contract'
import type { z } from 'zod'
import { Database, type Tx } from '../../platform/database/index.ts'
import { AccountsService, membershipErrors } from '../accounts/index.ts'
import { AuditService } from '../audit/index.ts'
import { publishersErrors } from './publishers.errors.ts'
import { PublishersRepository } from './publishers.repository.ts'

/** Names that would pass for the platform or for a page of the store. */
const RESERVED = new Set([
  'admin',
  'api',
  'grantry',
  'help',
  'official',
  'root',
  'security',
  'store',
  'support',
  'system',
])

/** Enough for anybody; without an end, one person could take all the good names. */
const MOST_OWNED = 20

type PublisherRow = NonNullable<Awaited<ReturnType<PublishersRepository['find']>>>
/** A publisher together with the caller's role in it. */
export interface PublisherAccess {
  id: string
  slug: string
  role: PublisherRole
}

@Injectable()
export class PublishersService {
  constructor(
    private readonly repository: PublishersRepository,
    private readonly database: Database,
    private readonly accounts: AccountsService,
    private readonly audit: AuditService,
  ) {}

  async create(userId: string, input: z.infer<typeof createPublisherSchema>): Promise<Publisher> {
    await this.accounts.requireVerified(userId)
    if (RESERVED.has(input.slug)) throw publishersErrors.slugReserved(input.slug)
    return this.database.transaction(async (tx) => {
      if ((await this.repository.countOwnedBy(tx, userId)) >= MOST_OWNED) throw publishersErrors.tooMany(MOST_OWNED)
      return this.insert(tx, userId, { ...input, verified: false })
    })
  }

  /** The platform's own publisher, for the extensions it ships. */
  async ensureOfficial(userId: string): Promise<Publisher> {
    const existing = await this.repository.find('grantry')
    if (existing !== null) return toPublisher(existing)
    const official = { slug: publisherSlugSchema.parse('grantry'), name: 'Grantry', verified: true }
    return this.database.transaction((tx) => this.insert(tx, userId, official))
  }

  private async insert(
    tx: Tx,
    userId: string,
    input: z.infer<typeof createPublisherSchema> & { verified: boolean },
  ): Promise<Publisher> {
    const row = await this.repository.create(tx, { ...input, ownerId: userId })
    await this.audit.append(tx, {
      actorId: userId,
      action: 'publisher.created',
      subject: `publisher:${row.id}`,
      data: { slug: row.slug },
    })
    return toPublisher(row)
  }

  async get(slug: string): Promise<Publisher> {
    const row = await this.repository.find(slug)
    if (row === null) throw publishersErrors.notFound()
    return toPublisher(row)
  }

  /** @throws DomainError `not_found` */
  async requireId(slug: string): Promise<string> {
    const row = await this.repository.find(slug)
    if (row === null) throw publishersErrors.notFound()
    return row.id
  }

  async listOf(userId: string): Promise<{ slug: string; name: string; role: PublisherRole }[]> {
    const memberships = await this.repository.listOf(userId)
    return memberships.map(({ role, publisher }) => ({ slug: publisher.slug, name: publisher.name, role }))
  }

  /** @throws DomainError `not_found` when the caller is no member: who belongs to it is not for others to probe */
  async requireMember(slug: string, userId: string): Promise<PublisherAccess> {
    const publisher = await this.repository.find(slug)
    const member = publisher === null ? null : await this.repository.findMember(publisher.id, userId)
    if (publisher === null || member === null) throw publishersErrors.notFound()
    return { id: publisher.id, slug, role: member.role }
  }

  async isMember(publisherId: string, userId: string): Promise<boolean> {
    return (await this.repository.findMember(publisherId, userId)) !== null
  }

  async requireOwner(slug: string, userId: string): Promise<PublisherAccess> {
    const access = await this.requireMember(slug, userId)
    if (access.role !== 'owner') throw publishersErrors.ownerOnly()
    return access
  }

  async listMembers(slug: string, userId: string): Promise<PublisherMember[]> {
    const { id } = await this.requireMember(slug, userId)
    const members = await this.repository.listMembers(id)
    return members.map(({ user, role }) => ({
      userId: userIdSchema.parse(user.id),
      email: user.email,
      name: user.name,
      role,
    }))
  }

  /** Adds a member, or changes the role of one. */
  async setMember(slug: string, userId: string, input: AddPublisherMember): Promise<PublisherMember> {
    const { id } = await this.requireOwner(slug, userId)
    const user = await this.accounts.findByEmail(input.email)
    if (user === null) throw membershipErrors.noSuchUser()
    await this.database.transaction(async (tx) => {
      await this.repository.setMember(tx, id, user.id, input.role)
      if ((await this.repository.countOwners(tx, id)) === 0) throw membershipErrors.lastOwner()
      await this.audit.append(tx, {
        actorId: userId,
        action: 'publisher.member_set',
        subject: `publisher:${id}`,
        data: { userId: user.id, role: input.role },
      })
    })
    return { userId: user.id, email: user.email, name: user.name, role: input.role }
  }

  /** Owners remove anybody; a member may leave. */
  async removeMember(slug: string, userId: string, memberId: string): Promise<void> {
    const access = memberId === userId ? await this.requireMember(slug, userId) : await this.requireOwner(slug, userId)
    await this.database.transaction(async (tx) => {
      if (!(await this.repository.removeMember(tx, access.id, memberId))) throw publishersErrors.notFound()
      if ((await this.repository.countOwners(tx, access.id)) === 0) throw membershipErrors.lastOwner()
      await this.audit.append(tx, {
        actorId: userId,
        action: 'publisher.member_removed',
        subject: `publisher:${access.id}`,
        data: { userId: memberId },
      })
    })
  }
}

export const toPublisher = (row: PublisherRow): Publisher => ({
  slug: publisherSlugSchema.parse(row.slug),
  name: row.name,
  verified: row.verified,
  createdAt: row.createdAt.toISOString(),
})
