import { Injectable, Logger, type OnModuleInit } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import { Queue } from '../queue/index.ts'
import { MailRefused, MailTransport } from './mail-transport.ts'
import { MailsRepository } from './mails.repository.ts'

const KEPT_MS = 30 * 24 * 60 * 60 * 1000
const LONGEST_FAILURE = 500

/** Hands mails over to the transport, one after the other. The queue comes again for those that fail. */
@Injectable()
export class MailDelivery implements OnModuleInit {
  private readonly logger = new Logger('mail')

  constructor(
    private readonly mails: MailsRepository,
    private readonly transport: MailTransport,
    private readonly queue: Queue,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.queue.listen('mail.queued', 'mail', ({ mailId }) => this.deliver(mailId))
  }

  private async deliver(id: string): Promise<void> {
    const mail = await this.mails.find(id)
    if (mail === null || mail.sentAt !== null || mail.text === null || mail.html === null) return
    const { recipient, subject, text, html, createdAt } = mail
    try {
      await this.transport.send({ id, to: recipient, subject, text, html, date: createdAt })
    } catch (error) {
      await this.noteFailure(id, error as Error)
      if (error instanceof MailRefused) return
      throw error
    }
    const now = this.clock.now()
    await (this.transport.kind === 'smtp' ? this.mails.forgetSent(id, now) : this.mails.keepSent(id, now))
    await this.mails.deleteBefore(new Date(now.getTime() - KEPT_MS))
  }

  private async noteFailure(id: string, error: Error): Promise<void> {
    this.logger.warn({ msg: 'a mail could not be sent', mailId: id, err: error })
    await this.mails.noteFailure(id, error.message.slice(0, LONGEST_FAILURE))
  }
}
