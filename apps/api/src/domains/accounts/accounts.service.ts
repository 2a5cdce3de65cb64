import { Injectable, Logger } from '@nestjs/common'
import { type Me, type User, userIdSchema, type signUpSchema } from '@grantry/contract'
import type { z } from 'zod'
import { AppConfig } from '../../config/app-config.ts'
import { randomSecret } from '../../kernel/secrets.ts'
import { Database } from '../../platform/database/index.ts'
import { MailTransport } from '../../platform/mail/index.ts'
import { AuditService } from '../audit/index.ts'
import { accountsErrors } from './accounts.errors.ts'
import { AccountsRepository } from './accounts.repository.ts'
import type { Account } from './password-strategy.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import { SessionsRepository } from './sessions.repository.ts'
import { VerificationService } from './verification.service.ts'

const DEFAULT_ADMIN_EMAIL = 'admin@localhost.localdomain'

/** Takes a password that was made up, the only time it is known. */
export type TellPassword = (email: string, password: string) => void

@Injectable()
export class AccountsService {
  private readonly logger = new Logger('accounts')

  constructor(
    private readonly repository: AccountsRepository,
    private readonly sessions: SessionsRepository,
    private readonly database: Database,
    private readonly verification: VerificationService,
    private readonly mail: MailTransport,
    private readonly audit: AuditService,
    private readonly config: AppConfig,
  ) {}

  async signUp(input: z.infer<typeof signUpSchema>): Promise<User> {
    const passwordHash = await hashPassword(input.password)
    return this.database.transaction(async (tx) => {
      const { email, name } = input
      const user = await this.repository.createUser(tx, { email, name, passwordHash, emailVerifiedAt: null })
      await this.verification.ask(tx, user)
      await this.audit.append(tx, { actorId: user.id, action: 'account.created', subject: `user:${user.id}` })
      return toUser(user)
    })
  }

  async get(userId: string): Promise<User> {
    return toUser(await this.repository.getUser(userId))
  }

  /** What a token says of itself. */
  async getToken(tokenId: string): Promise<NonNullable<Me['token']>> {
    const { name, scopes, expiresAt } = await this.repository.getToken(tokenId)
    return { name, scopes, expiresAt: expiresAt.toISOString() }
  }

  async findByEmail(email: string): Promise<User | null> {
    const user = await this.repository.findUserByEmail(email)
    return user === null ? null : toUser(user)
  }

  /**
   * For what an unconfirmed address may not do: publish and buy. Only where mails go out: elsewhere nobody could confirm
   * one. Admins answer for themselves. @throws DomainError `email_unverified`
   */
  async requireVerified(userId: string): Promise<void> {
    if (this.mail.kind === 'outbox') return
    const { emailVerifiedAt, admin } = await this.repository.getUser(userId)
    if (emailVerifiedAt === null && !admin) throw accountsErrors.emailUnverified()
  }

  /**
   * Sees to it that there is an admin. With address and password in the configuration that account is made or brought
   * up to date; without them one is made once, with a password that is told before it counts: a start that fails later,
   * or is killed, must not leave an account that nobody can open.
   */
  async ensureAdmin(tell: TellPassword): Promise<User> {
    const { email, password } = this.config.admin
    if (email !== null && password !== null) return this.setAdmin(email.toLowerCase(), password)
    const existing = await this.repository.findAdmin()
    if (existing !== null) return toUser(existing)
    const address = email?.toLowerCase() ?? DEFAULT_ADMIN_EMAIL
    if (password !== null) return this.setAdmin(address, password)
    const generated = randomSecret().slice(0, 20)
    tell(address, generated)
    return this.setAdmin(address, generated)
  }

  /** Made when it is missing. A password that is new to the account ends what was opened with the old one. */
  private async setAdmin(email: string, password: string): Promise<User> {
    const existing = await this.repository.findUserByEmail(email)
    if (existing?.admin === true && (await verifyPassword(existing.passwordHash, password))) return toUser(existing)
    const passwordHash = await hashPassword(password)
    const user = await this.database.transaction(async (tx) => {
      const admin = await this.repository.upsertAdmin(tx, { email, passwordHash })
      await this.sessions.deleteAllOf(tx, admin.id)
      return admin
    })
    this.logger.log({ msg: 'the admin account is set', userId: user.id })
    return toUser(user)
  }
}

export function toUser(row: Account): User {
  return {
    id: userIdSchema.parse(row.id),
    email: row.email,
    emailVerified: row.emailVerifiedAt !== null,
    name: row.name,
    admin: row.admin,
    createdAt: row.createdAt.toISOString(),
  }
}
