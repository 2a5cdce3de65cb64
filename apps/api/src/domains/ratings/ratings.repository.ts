import { Injectable } from '@nestjs/common'
import type { RATING_SORTS } from '@grantry/contract'
import { Database, Prisma, type Tx } from '../../platform/database/index.ts'

export interface RatingList {
  extensionId?: string
  /** Slug. */
  publisher?: string
  stars?: number | undefined
  version?: string | undefined
  replies?: 'missing' | undefined
  sort: (typeof RATING_SORTS)[number]
  limit: number
  offset: number
}

export interface RatedVersion {
  extension: string
  name: string
  version: string
  ratings: number
  unanswered: number
}

export const withAuthor = { user: { select: { name: true, closedAt: true } } } as const
const seen = { hiddenAt: null } as const

@Injectable()
export class RatingsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  list({ extensionId, publisher, stars, version, replies, sort, limit, offset }: RatingList) {
    const where: Prisma.RatingWhereInput = { ...seen }
    if (extensionId !== undefined) where.extensionId = extensionId
    if (publisher !== undefined) where.extension = { publisher: { slug: publisher } }
    if (stars !== undefined) where.stars = stars
    if (version !== undefined) where.version = version
    if (replies === 'missing') where.reply = null
    return this.db.rating.findMany({
      where,
      include: withAuthor,
      orderBy: [...ORDERS[sort], { id: 'desc' }],
      take: limit,
      skip: offset,
    })
  }

  async countByStars(extensionId: string, tx: Tx = this.db): Promise<Map<number, number>> {
    const rows = await tx.rating.groupBy({ by: ['stars'], where: { extensionId, ...seen }, _count: true })
    return new Map(rows.map(({ stars, _count }) => [stars, _count]))
  }

  /** How many there are of each version of a publisher's extensions, and how many of them wait for a reply. */
  countOfPublisher(slug: string): Promise<RatedVersion[]> {
    return this.db.$queryRaw`
      SELECT e.id AS extension, e.name, r.version, count(*)::int AS ratings,
        count(*) FILTER (WHERE r.reply IS NULL)::int AS unanswered
      FROM ratings r JOIN extensions e ON e.id = r.extension_id JOIN publishers p ON p.id = e.publisher_id
      WHERE p.slug = ${slug} AND r.hidden_at IS NULL
      GROUP BY e.id, r.version ORDER BY lower(e.name), e.id`
  }

  find(id: string) {
    return this.db.rating.findUnique({ where: { id }, include: withAuthor })
  }

  findOf(extensionId: string, userId: string, tx: Tx = this.db) {
    return tx.rating.findUnique({ where: { extensionId_userId: { extensionId, userId } }, include: withAuthor })
  }

  /** The version of an active install in a workspace that the person belongs to; null without one. */
  async findUsedVersion(extensionId: string, userId: string): Promise<string | null> {
    const install = await this.db.install.findFirst({
      where: { extensionId, state: 'active', workspace: { members: { some: { userId } } } },
      select: { version: { select: { version: true } } },
    })
    return install?.version.version ?? null
  }

  async isOfItsPublisher(extensionId: string, userId: string): Promise<boolean> {
    const where = { id: extensionId, publisher: { members: { some: { userId } } } }
    return (await this.db.extension.count({ where })) > 0
  }

  /** Of how many other extensions somebody has written since. */
  countOthers(extensionId: string, userId: string, since: Date): Promise<number> {
    return this.db.rating.count({ where: { userId, extensionId: { not: extensionId }, updatedAt: { gt: since } } })
  }

  /** Ratings of one extension are written one after the other, so that their sum is right. */
  async lock(tx: Tx, extensionId: string): Promise<void> {
    await tx.$executeRaw`SELECT 1 FROM extensions WHERE id = ${extensionId} FOR UPDATE`
  }

  write(
    tx: Tx,
    rating: { extensionId: string; userId: string; stars: number; text: string; version: string; at: Date },
  ) {
    const { extensionId, userId, at, ...said } = rating
    return tx.rating.upsert({
      where: { extensionId_userId: { extensionId, userId } },
      create: { extensionId, userId, ...said, createdAt: at, updatedAt: at },
      update: { ...said, updatedAt: at },
      include: withAuthor,
    })
  }

  async delete(tx: Tx, id: string): Promise<void> {
    await tx.rating.delete({ where: { id } })
  }

  setReply(tx: Tx, id: string, answer: { reply: string; repliedAt: Date } | { reply: null; repliedAt: null }) {
    return tx.rating.update({ where: { id }, data: answer, include: withAuthor })
  }
}

const ORDERS: Record<RatingList['sort'], Prisma.RatingOrderByWithRelationInput[]> = {
  newest: [{ updatedAt: 'desc' }],
  highest: [{ stars: 'desc' }, { updatedAt: 'desc' }],
  lowest: [{ stars: 'asc' }, { updatedAt: 'desc' }],
}

export type RatingRow = NonNullable<Awaited<ReturnType<RatingsRepository['find']>>>
