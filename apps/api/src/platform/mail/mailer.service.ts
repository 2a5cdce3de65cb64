import { Injectable } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import type { Tx } from '../database/index.ts'
import { Queue } from '../queue/index.ts'
import { type MailDraft, renderMail } from './mail.ts'
import { MailsRepository } from './mails.repository.ts'

@Injectable()
export class Mailer {
  constructor(
    private readonly mails: MailsRepository,
    private readonly queue: Queue,
    private readonly clock: Clock,
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
}
