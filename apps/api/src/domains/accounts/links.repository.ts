import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '../../platform/database/index.ts'

export const PURPOSES = ['verify_email', 'change_email', 'reset_password'] as const
export type LinkPurpose = (typeof PURPOSES)[number]

@Injectable()
export class LinksRepository {
  constructor(private readonly database: Database) {}

  async create(
    tx: Tx,
    link: { userId: string; purpose: LinkPurpose; email: string; hash: string; createdAt: Date; expiresAt: Date },
  ): Promise<void> {
    await tx.mailedLink.create({ data: link })
  }

  /** Takes the link away and answers it: of several who use it at once, one gets it. */
  async take(tx: Tx, hash: string, purposes: readonly LinkPurpose[]) {
    const link = await tx.mailedLink.findFirst({ where: { hash, purpose: { in: [...purposes] } } })
    if (link === null) return null
    const { count } = await tx.mailedLink.deleteMany({ where: { id: link.id } })
    return count === 0 ? null : link
  }

  countSince(tx: Tx, userId: string, purpose: LinkPurpose, since: Date): Promise<number> {
    return tx.mailedLink.count({ where: { userId, purpose, createdAt: { gt: since } } })
  }

  /** The newest that can still be used. */
  findOpen(userId: string, purpose: LinkPurpose, now: Date) {
    return this.database.client.mailedLink.findFirst({
      where: { userId, purpose, expiresAt: { gt: now } },
      orderBy: { createdAt: 'desc' },
    })
  }

  /** As if they had never been good; they stay for a while, because their mails were sent and count. */
  async expireOf(tx: Tx, userId: string, purposes: readonly LinkPurpose[]): Promise<void> {
    await tx.$executeRaw`
      UPDATE mailed_links SET expires_at = created_at
      WHERE user_id = ${userId}::uuid AND purpose::text = ANY(${[...purposes]}::text[])`
  }

  async deleteExpired(tx: Tx, before: Date): Promise<void> {
    await tx.mailedLink.deleteMany({ where: { expiresAt: { lt: before } } })
  }
}
