import { Injectable } from '@nestjs/common'
import type { Account as AccountView, ChangeEmail, ChangePassword, User } from '@grantry/contract'
import { AppConfig } from '../../config/app-config.ts'
import { Database } from '../../platform/database/index.ts'
import type { Principal } from '../../platform/http/index.ts'
import { Mailer, MailTransport } from '../../platform/mail/index.ts'
import { AuditService } from '../audit/index.ts'
import { accountMails } from './accounts.mails.ts'
import { accountsErrors } from './accounts.errors.ts'
import { AccountsRepository } from './accounts.repository.ts'
import { toUser } from './accounts.service.ts'
import { MailedLinks } from './mailed-links.service.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import type { Account } from './password-strategy.ts'
import { ProviderService } from './provider.service.ts'
import { SessionsRepository } from './sessions.repository.ts'

/** What people change about their own account. What could lock them out asks for the present password. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly repository: AccountsRepository,
    private readonly sessions: SessionsRepository,
    private readonly database: Database,
    private readonly links: MailedLinks,
    private readonly providers: ProviderService,
    private readonly mailer: Mailer,
    private readonly transport: MailTransport,
    private readonly audit: AuditService,
    private readonly config: AppConfig,
  ) {}

  async get(userId: string): Promise<AccountView> {
    const [user, pendingEmail, identity] = await Promise.all([
      this.repository.getUser(userId),
      this.links.pendingEmail(userId),
      this.providers.findIdentity(userId),
    ])
    return {
      user: toUser(user),
      hasPassword: user.passwordHash !== null,
      pendingEmail,
      provider: this.providers.list()[0] ?? null,
      identity,
      mail: this.transport.kind,
    }
  }

  async rename(userId: string, name: string): Promise<User> {
    return toUser(await this.database.transaction((tx) => this.repository.rename(tx, userId, name)))
  }

  /**
   * Sends a link to the new address; the account has the old one until somebody uses it.
   * @throws DomainError `wrong_password`, `no_password`, `same_email`, `email_taken`, `too_many_mails`
   */
  async askForEmail(userId: string, { email, password }: ChangeEmail): Promise<void> {
    const user = await this.requirePassword(userId, password)
    if (email === user.email) throw accountsErrors.sameEmail()
    if ((await this.repository.findUserByEmail(email)) !== null) throw accountsErrors.emailTaken()
    await this.database.transaction(async (tx) => {
      const url = await this.links.create(tx, { userId, purpose: 'change_email', email })
      if (url === null) throw accountsErrors.tooManyMails()
      await this.mailer.send(tx, accountMails.changeEmail(user, email, url))
    })
  }

  /** Forgets the address that waits to be confirmed: its links are worth nothing any more. */
  withdrawEmail(userId: string): Promise<void> {
    return this.database.transaction((tx) => this.links.withdraw(tx, userId, ['change_email']))
  }

  /** Every other session ends. @throws DomainError `wrong_password`, `no_password` */
  async changePassword({ userId, means }: Principal, input: ChangePassword): Promise<void> {
    const user = await this.requirePassword(userId, input.currentPassword)
    const passwordHash = await hashPassword(input.newPassword)
    await this.database.transaction(async (tx) => {
      await this.repository.setPassword(tx, userId, passwordHash)
      if (means.kind === 'session') await this.sessions.deleteOthersOf(tx, userId, means.sessionId)
      await this.links.withdraw(tx, userId, ['reset_password'])
      await this.mailer.send(tx, accountMails.passwordChanged(user))
      await this.audit.append(tx, { actorId: userId, action: 'account.password_changed', subject: `user:${userId}` })
    })
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
}
