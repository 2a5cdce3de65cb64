import { Injectable } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import { Database, type Tx } from '../database/index.ts'
import { Queue } from '../queue/index.ts'
import { type MailDraft, renderMail } from './mail.ts'
import { mailErrors } from './mail.errors.ts'
import { MailsRepository } from './mails.repository.ts'

@Injectable()
export class Mailer {
  constructor(
    private readonly mails: MailsRepository,
    private readonly queue: Queue,
    private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  /** Part of the transaction that gives reason for the mail: it goes out when that is done, and only then. */
  async send(tx: Tx, draft: MailDraft): Promise<void> {
    const { to, subject } = draft
    const mail = await this.mails.create(tx, {
      recipient: to,
      subject,
      ...renderMail(draft),
      createdAt: this.clock.now(),
    })
    await this.queue.publish(tx, 'mail.queued', { mailId: mail.id })
  }

  /** @throws DomainError `not_found`; `mail_not_failed` when it was sent or still waits */
  async sendAgain(id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const mail = await this.mails.findIn(tx, id)
      if (mail === null) throw mailErrors.notFound()
      if (!(await this.mails.clearFailure(tx, id))) throw mailErrors.notFailed()
      await this.queue.publish(tx, 'mail.queued', { mailId: id })
    })
  }
}
