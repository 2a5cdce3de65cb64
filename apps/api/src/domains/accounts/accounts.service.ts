import { Injectable, Logger } from '@nestjs/common'
import { type User, userIdSchema, type signUpSchema } from '@grantry/contract'
import type { z } from 'zod'
import { AppConfig } from '../../config/app-config.ts'
import { randomSecret } from '../../kernel/secrets.ts'
import { Database } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { AccountsRepository } from './accounts.repository.ts'
import type { Account } from './password-strategy.ts'
import { hashPassword, verifyPassword } from './passwords.ts'

const DEFAULT_ADMIN_EMAIL = 'admin@localhost.localdomain'

/** How the admin of a fresh server signs in; the password is known only when it was made just now. */
export interface AdminAccess {
  user: User
  generatedPassword: string | null
}

@Injectable()
export class AccountsService {
  private readonly logger = new Logger('accounts')

  constructor(
    private readonly repository: AccountsRepository,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly config: AppConfig,
  ) {}

  async signUp(input: z.infer<typeof signUpSchema>): Promise<User> {
    const passwordHash = await hashPassword(input.password)
    return this.database.transaction(async (tx) => {
      const user = await this.repository.createUser(tx, { email: input.email, name: input.name, passwordHash })
      await this.audit.append(tx, { actorId: user.id, action: 'account.created', subject: `user:${user.id}` })
      return toUser(user)
    })
  }

  async get(userId: string): Promise<User> {
    return toUser(await this.repository.getUser(userId))
  }

  async findByEmail(email: string): Promise<User | null> {
    const user = await this.repository.findUserByEmail(email)
    return user === null ? null : toUser(user)
  }

  /**
   * Sees to it that there is an admin. With address and password in the configuration that account is made or brought
   * up to date; without them one is made once, with a password that is answered this one time.
   */
  async ensureAdmin(): Promise<AdminAccess> {
    const { email, password } = this.config.admin
    if (email !== null && password !== null)
      return { user: await this.setAdmin(email.toLowerCase(), password), generatedPassword: null }
    const existing = await this.repository.findAdmin()
    if (existing !== null) return { user: toUser(existing), generatedPassword: null }
    const generatedPassword = password ?? randomSecret().slice(0, 20)
    const user = await this.setAdmin(email?.toLowerCase() ?? DEFAULT_ADMIN_EMAIL, generatedPassword)
    return { user, generatedPassword: password === null ? generatedPassword : null }
  }

  /** Made when it is missing. A password that is new to the account ends what was opened with the old one. */
  private async setAdmin(email: string, password: string): Promise<User> {
    const existing = await this.repository.findUserByEmail(email)
    if (existing?.admin === true && (await verifyPassword(existing.passwordHash, password))) return toUser(existing)
    const passwordHash = await hashPassword(password)
    const user = await this.database.transaction(async (tx) => {
      const admin = await this.repository.upsertAdmin(tx, { email, passwordHash })
      await this.repository.deleteSessionsOf(tx, admin.id)
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
    name: row.name,
    admin: row.admin,
    createdAt: row.createdAt.toISOString(),
  }
}
