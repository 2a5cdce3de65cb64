import { Injectable } from '@nestjs/common'
import { Database, type Prisma, type Tx, uniqueViolation } from '../../platform/database/index.ts'
import { accountsErrors } from './accounts.errors.ts'

@Injectable()
export class IdentitiesRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  find(issuer: string, subject: string) {
    return this.db.externalIdentity.findUnique({ where: { issuer_subject: { issuer, subject } } })
  }

  findOf(userId: string, issuer: string) {
    return this.db.externalIdentity.findUnique({ where: { userId_issuer: { userId, issuer } } })
  }

  async create(
    tx: Tx,
    identity: { userId: string; issuer: string; subject: string; email: string | null; lastUsedAt: Date },
  ): Promise<void> {
    try {
      await tx.externalIdentity.create({ data: identity })
    } catch (error) {
      // Two browsers at once.
      throw uniqueViolation(error) ? accountsErrors.identityTaken() : error
    }
  }

  async touch(id: string, email: string | null, at: Date): Promise<void> {
    await this.db.externalIdentity.update({ where: { id }, data: { email, lastUsedAt: at } })
  }

  async deleteOf(tx: Tx, userId: string, issuer: string): Promise<boolean> {
    return (await tx.externalIdentity.deleteMany({ where: { userId, issuer } })).count > 0
  }

  async deleteAllOf(tx: Tx, userId: string): Promise<void> {
    await tx.externalIdentity.deleteMany({ where: { userId } })
  }

  async createAttempt(attempt: {
    id: string
    userId: string | null
    next: string
    state: Prisma.InputJsonObject
    expiresAt: Date
  }): Promise<void> {
    await this.db.providerAttempt.create({ data: attempt })
  }

  /** Takes it away and answers it: an attempt is finished once. */
  async takeAttempt(id: string) {
    const attempt = await this.db.providerAttempt.findUnique({ where: { id } })
    if (attempt === null) return null
    const { count } = await this.db.providerAttempt.deleteMany({ where: { id } })
    return count === 0 ? null : attempt
  }

  async deleteExpiredAttempts(now: Date): Promise<void> {
    await this.db.providerAttempt.deleteMany({ where: { expiresAt: { lt: now } } })
  }
}
