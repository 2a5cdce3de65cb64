import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '../../platform/database/index.ts'

export interface NewSession {
  id: string
  userId: string
  csrfSecret: string
  userAgent: string | null
  address: string
  createdAt: Date
  lastUsedAt: Date
  expiresAt: Date
}

@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  async create(tx: Tx, session: NewSession): Promise<void> {
    await tx.session.create({ data: session })
  }

  find(id: string) {
    return this.db.session.findUnique({ where: { id }, include: { user: true } })
  }

  async has(id: string, now: Date): Promise<boolean> {
    return (await this.db.session.count({ where: { id, expiresAt: { gt: now } } })) > 0
  }

  /** The one used last comes first. */
  listOf(userId: string, now: Date) {
    return this.db.session.findMany({
      where: { userId, expiresAt: { gt: now } },
      orderBy: [{ lastUsedAt: 'desc' }, { createdAt: 'desc' }],
    })
  }

  async touch(id: string, at: Date, address: string): Promise<void> {
    await this.db.session.updateMany({ where: { id }, data: { lastUsedAt: at, address } })
  }

  async delete(id: string): Promise<void> {
    await this.db.session.deleteMany({ where: { id } })
  }

  async deleteOwn(tx: Tx, userId: string, publicId: string): Promise<boolean> {
    return (await tx.session.deleteMany({ where: { userId, publicId } })).count > 0
  }

  async deleteAllOf(tx: Tx, userId: string): Promise<void> {
    await tx.session.deleteMany({ where: { userId } })
  }

  /** Answers how many there were beside the one that stays. */
  async deleteOthersOf(tx: Tx, userId: string, id: string): Promise<number> {
    return (await tx.session.deleteMany({ where: { userId, id: { not: id } } })).count
  }

  async deleteExpired(now: Date): Promise<void> {
    await this.db.session.deleteMany({ where: { expiresAt: { lt: now } } })
  }
}
