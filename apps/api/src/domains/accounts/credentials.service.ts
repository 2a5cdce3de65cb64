import { Injectable } from '@nestjs/common'
import type { ChangeEmail, ChangePassword } from '@grantry/contract'
import { AppConfig } from '../../config/app-config.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { Mailer } from '../../platform/mail/index.ts'
import { accountMails } from './accounts.mails.ts'
import { accountsErrors } from './accounts.errors.ts'
import { AccountsRepository } from './accounts.repository.ts'
import { MailedLinks } from './mailed-links.service.ts'
import { PasswordChange } from './password-change.service.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import type { Account } from './password-strategy.ts'

/** What could lock people out of their account, or let others in: it takes the present password. */
@Injectable()
export class CredentialsService {
  constructor(
    private readonly repository: AccountsRepository,
    private readonly database: Database,
    private readonly links: MailedLinks,
    private readonly mailer: Mailer,
    private readonly passwords: PasswordChange,
    private readonly config: AppConfig,
  ) {}

  /**
   * Sends a link to the new address, and word of it to the old one, which the account has until somebody uses the link.
   * @throws DomainError `wrong_password`, `no_password`, `same_email`, `email_taken`, `too_many_mails`
   */
  async askForEmail(userId: string, { email, password }: ChangeEmail): Promise<void> {
    const user = await this.requirePassword(userId, password)
    if (email === user.email) throw accountsErrors.sameEmail()
    if ((await this.repository.findUserByEmail(email)) !== null) throw accountsErrors.emailTaken()
    await this.database.transaction(async (tx) => {
      await this.requireUnchanged(tx, user)
      const url = await this.links.create(tx, { userId, purpose: 'change_email', email })
      if (url === null) throw accountsErrors.tooManyMails()
      await this.mailer.send(tx, accountMails.changeEmail(user, email, url))
      await this.mailer.send(tx, accountMails.emailChangeAsked(user, email))
    })
  }

  /** Forgets the address that waits to be confirmed: its links are worth nothing any more. */
  withdrawEmail(userId: string): Promise<void> {
    return this.database.transaction((tx) => this.links.withdraw(tx, userId, ['change_email']))
  }

  /** Ends every session; tokens stay. Answers the new hash. @throws DomainError `wrong_password`, `no_password` */
  async changePassword(userId: string, { currentPassword, newPassword }: ChangePassword): Promise<string> {
    const before = await this.requirePassword(userId, currentPassword)
    const passwordHash = await hashPassword(newPassword)
    await this.database.transaction(async (tx) => {
      await this.requireUnchanged(tx, before)
      await this.passwords.apply(tx, { userId, passwordHash, action: 'account.password_changed', tokens: 'keep' })
    })
    return passwordHash
  }

  /** What the configuration says of its admin holds at every start: a change here would be lost. */
  private async requirePassword(userId: string, password: string): Promise<Account> {
    const user = await this.repository.getUser(userId)
    const { email, password: configured } = this.config.admin
    if (user.admin && configured !== null && email?.toLowerCase() === user.email)
      throw accountsErrors.setByConfiguration()
    if (user.passwordHash === null) throw accountsErrors.noPassword()
    if (!(await verifyPassword(user.passwordHash, password))) throw accountsErrors.wrongPassword()
    return user
  }

  /** To look at a password takes a while, in which somebody may have set another. */
  private async requireUnchanged(tx: Tx, { id, passwordHash }: Account): Promise<void> {
    const now = await this.repository.lockUser(tx, id)
    if (now.passwordHash !== passwordHash) throw accountsErrors.wrongPassword()
  }
}
