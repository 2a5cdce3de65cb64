import { Injectable, type OnModuleInit } from '@nestjs/common'
import type { resetPasswordSchema } from '@grantry/contract'
import type { z } from 'zod'
import { Clock } from '../../kernel/clock.ts'
import { Database } from '../../platform/database/index.ts'
import { Mailer } from '../../platform/mail/index.ts'
import { Queue } from '../../platform/queue/index.ts'
import { accountMails } from './accounts.mails.ts'
import { accountsErrors } from './accounts.errors.ts'
import { AccountsRepository } from './accounts.repository.ts'
import { IdentitiesRepository } from './identities.repository.ts'
import { MailedLinks } from './mailed-links.service.ts'
import { PasswordChange } from './password-change.service.ts'
import { hashPassword } from './passwords.ts'

/** A new password for somebody who can read the mails of an account and cannot sign in to it. */
@Injectable()
export class PasswordResetService implements OnModuleInit {
  constructor(
    private readonly repository: AccountsRepository,
    private readonly identities: IdentitiesRepository,
    private readonly database: Database,
    private readonly links: MailedLinks,
    private readonly mailer: Mailer,
    private readonly queue: Queue,
    private readonly passwords: PasswordChange,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.queue.listen('password_reset.requested', 'accounts', ({ email }) => this.sendLink(email))
  }

  /**
   * Writes the wish down and no more: whether there is such an account is looked up after the answer, so that neither
   * its words nor its time tell.
   */
  request(email: string): Promise<void> {
    return this.database.transaction((tx) => this.queue.publish(tx, 'password_reset.requested', { email }))
  }

  private async sendLink(email: string): Promise<void> {
    const user = await this.repository.findUserByEmail(email)
    if (user === null) return
    await this.database.transaction(async (tx) => {
      const url = await this.links.create(tx, { userId: user.id, purpose: 'reset_password', email })
      if (url !== null) await this.mailer.send(tx, accountMails.resetPassword(user, url))
    })
  }

  /**
   * Uses a link. Every session ends, and every other link with it; the address is confirmed, because its mails were
   * read. Had nobody confirmed it before, somebody else may have made the account to wait in it for the owner of the
   * address: then no other way in is left, neither tokens nor identities at a provider. @throws DomainError `link_invalid`
   */
  async finish({ secret, password, tokens }: z.infer<typeof resetPasswordSchema>): Promise<void> {
    const passwordHash = await hashPassword(password)
    await this.database.transaction(async (tx) => {
      const { userId, email } = await this.links.take(tx, secret, ['reset_password'])
      const user = await this.repository.lockUser(tx, userId)
      // Written while the account got another address.
      if (user.email !== email) throw accountsErrors.linkInvalid()
      const wasConfirmed = user.emailVerifiedAt !== null
      if (!wasConfirmed) await this.identities.deleteAllOf(tx, userId)
      await this.repository.setVerifiedEmail(tx, userId, email, this.clock.now())
      await this.links.withdraw(tx, userId)
      const change = { userId, passwordHash, action: 'account.password_reset' } as const
      await this.passwords.apply(tx, { ...change, tokens: wasConfirmed ? tokens : 'revoke' })
    })
  }
}
