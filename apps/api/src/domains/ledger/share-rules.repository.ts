import { Injectable } from '@nestjs/common'
import { Database, Prisma, type Tx } from '../../platform/database/index.ts'

export interface ShareRuleRow {
  version: number
  publisherId: string | null
  publisherBasisPoints: number | null
  effectiveFrom: Date
  reason: string
  createdById: string | null
  createdAt: Date
}

@Injectable()
export class ShareRulesRepository {
  constructor(private readonly database: Database) {}

  /** The newest rule of a publisher, or for all, that was in force at a time. */
  async inForce(tx: Tx, publisherId: string | null, at: Date): Promise<ShareRuleRow | null> {
    return tx.shareRule.findFirst({
      where: { publisherId, effectiveFrom: { lte: at } },
      orderBy: { version: 'desc' },
    })
  }

  async insert(tx: Tx, rule: Omit<ShareRuleRow, 'version' | 'createdAt'>): Promise<ShareRuleRow> {
    return tx.shareRule.create({ data: rule })
  }

  /** Newest first. */
  history(after: number | null, limit: number): Promise<(ShareRuleRow & { publisher: { slug: string } | null })[]> {
    return this.database.client.shareRule.findMany({
      where: after === null ? {} : { version: { lt: after } },
      include: { publisher: { select: { slug: true } } },
      orderBy: { version: 'desc' },
      take: limit,
    })
  }

  /** The rules in force now: the one for all, and those of publishers. */
  current(now: Date): Promise<(ShareRuleRow & { slug: string | null })[]> {
    return this.database.client.$queryRaw<(ShareRuleRow & { slug: string | null })[]>(Prisma.sql`
      SELECT DISTINCT ON (r.publisher_id) r.version, r.publisher_id::text AS "publisherId",
        r.publisher_basis_points AS "publisherBasisPoints", r.effective_from AS "effectiveFrom", r.reason,
        r.created_by_id::text AS "createdById", r.created_at AS "createdAt", p.slug
      FROM share_rules r LEFT JOIN publishers p ON p.id = r.publisher_id
      WHERE r.effective_from <= ${now} ORDER BY r.publisher_id NULLS FIRST, r.version DESC`)
  }
}
