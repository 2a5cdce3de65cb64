import { Injectable } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { Mailer } from '../../platform/mail/index.ts'
import { AuditService } from '../audit/index.ts'
import { accountMails } from './accounts.mails.ts'
import { accountsErrors } from './accounts.errors.ts'
import { AccountsRepository } from './accounts.repository.ts'
import { MailedLinks } from './mailed-links.service.ts'
import type { Account } from './password-strategy.ts'

/** Whether an address belongs to the person of an account: whoever reads its mails says so. */
@Injectable()
export class VerificationService {
  constructor(
    private readonly repository: AccountsRepository,
    private readonly database: Database,
    private readonly links: MailedLinks,
    private readonly mailer: Mailer,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Part of the transaction that makes the account. */
  async ask(tx: Tx, user: Account): Promise<'sent' | 'too_many'> {
    const url = await this.links.create(tx, { userId: user.id, purpose: 'verify_email', email: user.email })
    if (url === null) return 'too_many'
    await this.mailer.send(tx, accountMails.verifyEmail(user, url))
    return 'sent'
  }

  /** @throws DomainError `email_verified`, `too_many_mails` */
  async askAgain(userId: string): Promise<void> {
    const user = await this.repository.getUser(userId)
    if (user.emailVerifiedAt !== null) throw accountsErrors.emailVerifiedAlready()
    const outcome = await this.database.transaction((tx) => this.ask(tx, user))
    if (outcome === 'too_many') throw accountsErrors.tooManyMails()
  }

  /**
   * Uses a link that confirms an address: the present one, or the one an account is to have from now on. Answers it.
   * @throws DomainError `link_invalid`; `email_taken` when somebody else has confirmed it meanwhile
   */
  confirm(secret: string): Promise<string> {
    return this.database.transaction(async (tx) => {
      const link = await this.links.take(tx, secret, ['verify_email', 'change_email'])
      const user = await this.repository.getUserIn(tx, link.userId)
      if (link.purpose === 'change_email') await this.change(tx, user, link.email)
      else await this.verify(tx, user, link.email)
      return link.email
    })
  }

  private async verify(tx: Tx, user: Account, email: string): Promise<void> {
    // Sent before the account got another address.
    if (user.email !== email) throw accountsErrors.linkInvalid()
    await this.repository.setVerifiedEmail(tx, user.id, email, this.clock.now())
    await this.links.withdraw(tx, user.id, ['verify_email'])
    await this.audit.append(tx, { actorId: user.id, action: 'account.email_verified', subject: `user:${user.id}` })
  }

  /** Links to the old address go with it: whoever reads it now must not open the account. */
  private async change(tx: Tx, user: Account, email: string): Promise<void> {
    await this.repository.setVerifiedEmail(tx, user.id, email, this.clock.now())
    await this.links.withdraw(tx, user.id)
    await this.mailer.send(tx, accountMails.emailChanged(user, email))
    await this.audit.append(tx, { actorId: user.id, action: 'account.email_changed', subject: `user:${user.id}` })
  }
}
