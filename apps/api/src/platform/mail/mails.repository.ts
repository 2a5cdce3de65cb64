import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '../database/index.ts'

@Injectable()
export class MailsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  create(tx: Tx, mail: { recipient: string; subject: string; text: string; html: string; createdAt: Date }) {
    return tx.mail.create({ data: mail })
  }

  find(id: string) {
    return this.db.mail.findUnique({ where: { id } })
  }

  findIn(tx: Tx, id: string) {
    return tx.mail.findUnique({ where: { id }, select: { id: true } })
  }

  /** Lets it wait again; answers whether it had failed, and so whether the caller is the one to have it sent. */
  async clearFailure(tx: Tx, id: string): Promise<boolean> {
    const where = { id, sentAt: null, failure: { not: null } }
    return (await tx.mail.updateMany({ where, data: { failure: null } })).count === 1
  }

  /** Newest first; `after` is the id of the last one of the page before. */
  list(after: string | null, limit: number) {
    const where = after === null ? {} : { id: { lt: after } }
    return this.db.mail.findMany({ where, orderBy: { id: 'desc' }, take: limit })
  }

  async keepSent(id: string, at: Date): Promise<void> {
    await this.db.mail.update({ where: { id }, data: { sentAt: at, failure: null, attempts: { increment: 1 } } })
  }

  /** Sent, and what was in it is gone. */
  async forgetSent(id: string, at: Date): Promise<void> {
    const data = { sentAt: at, failure: null, attempts: { increment: 1 }, text: null, html: null }
    await this.db.mail.update({ where: { id }, data })
  }

  async noteFailure(id: string, failure: string): Promise<void> {
    await this.db.mail.update({ where: { id }, data: { failure, attempts: { increment: 1 } } })
  }

  async deleteBefore(at: Date): Promise<void> {
    await this.db.mail.deleteMany({ where: { createdAt: { lt: at } } })
  }
}
