import { Injectable } from '@nestjs/common'
import type { PublisherRole } from '@grantry/contract'
import { Database, type Tx, uniqueViolation } from '../../platform/database/index.ts'
import { publishersErrors } from './publishers.errors.ts'

export interface PublisherList {
  words: string | undefined
  publishers: 'verified' | 'unverified' | undefined
  after: string
  limit: number
}

@Injectable()
export class PublishersRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  async create(tx: Tx, publisher: { slug: string; name: string; ownerId: string; verified: boolean }) {
    const { slug, name, ownerId, verified } = publisher
    try {
      return await tx.publisher.create({
        data: { slug, name, verified, members: { create: { userId: ownerId, role: 'owner' } } },
      })
    } catch (error) {
      throw uniqueViolation(error) ? publishersErrors.slugTaken(slug) : error
    }
  }

  countOwnedBy(tx: Tx, userId: string): Promise<number> {
    return tx.publisherMember.count({ where: { userId, role: 'owner' } })
  }

  find(slug: string) {
    return this.db.publisher.findUnique({ where: { slug } })
  }

  /** By slug, beyond `after`. */
  list({ words, publishers, after, limit }: PublisherList) {
    const like = { contains: words?.replaceAll(/[\\%_]/g, '\\$&') ?? '', mode: 'insensitive' } as const
    return this.db.publisher.findMany({
      where: {
        slug: { gt: after },
        ...(publishers === undefined ? {} : { verified: publishers === 'verified' }),
        ...(words === undefined ? {} : { OR: [{ slug: like }, { name: like }] }),
      },
      include: { _count: { select: { extensions: { where: { latestVersionId: { not: null } } }, members: true } } },
      orderBy: { slug: 'asc' },
      take: limit,
    })
  }

  setVerified(tx: Tx, id: string, state: { verified: boolean }) {
    return tx.publisher.update({ where: { id }, data: state })
  }

  findMember(publisherId: string, userId: string) {
    return this.db.publisherMember.findUnique({ where: { publisherId_userId: { publisherId, userId } } })
  }

  listMembers(publisherId: string) {
    return this.db.publisherMember.findMany({
      where: { publisherId },
      include: { user: true },
      orderBy: { createdAt: 'asc' },
    })
  }

  listOf(userId: string) {
    return this.db.publisherMember.findMany({
      where: { userId },
      include: { publisher: true },
      orderBy: { createdAt: 'asc' },
    })
  }

  async setMember(tx: Tx, publisherId: string, userId: string, role: PublisherRole): Promise<void> {
    await tx.publisherMember.upsert({
      where: { publisherId_userId: { publisherId, userId } },
      create: { publisherId, userId, role },
      update: { role },
    })
  }

  async removeMember(tx: Tx, publisherId: string, userId: string): Promise<boolean> {
    const { count } = await tx.publisherMember.deleteMany({ where: { publisherId, userId } })
    return count > 0
  }

  /** Locks the publisher, so that two changes cannot each remove what they take for the last owner but one. */
  async countOwners(tx: Tx, publisherId: string): Promise<number> {
    await tx.$executeRaw`SELECT 1 FROM publishers WHERE id = ${publisherId}::uuid FOR UPDATE`
    return tx.publisherMember.count({ where: { publisherId, role: 'owner' } })
  }

  /** Publishers that have no other owner. Locks those that somebody owns, so that none loses its other owner meanwhile. */
  async listSolelyOwned(tx: Tx, userId: string) {
    await tx.$executeRaw`SELECT 1 FROM publishers WHERE id IN
      (SELECT publisher_id FROM publisher_members WHERE user_id = ${userId}::uuid AND role = 'owner') FOR UPDATE`
    const publishers = await tx.publisher.findMany({
      where: {
        members: { some: { userId, role: 'owner' }, none: { userId: { not: userId }, role: 'owner' } },
      },
      include: { _count: { select: { members: true, extensions: true } } },
    })
    return publishers.map(({ name, _count }) => ({ name, ..._count }))
  }

  async removeMemberEverywhere(tx: Tx, userId: string): Promise<void> {
    await tx.publisherMember.deleteMany({ where: { userId } })
  }
}
