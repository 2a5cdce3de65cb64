import { Injectable } from '@nestjs/common'
import { type Me, type User, userIdSchema, type signUpSchema } from '@grantry/contract'
import type { z } from 'zod'
import { Database, type Tx } from '../../platform/database/index.ts'
import { MailTransport } from '../../platform/mail/index.ts'
import { AuditService } from '../audit/index.ts'
import { accountsErrors } from './accounts.errors.ts'
import { AccountsRepository } from './accounts.repository.ts'
import type { Account } from './password-strategy.ts'
import { hashPassword } from './passwords.ts'
import { VerificationService } from './verification.service.ts'

@Injectable()
export class AccountsService {
  constructor(
    private readonly repository: AccountsRepository,
    private readonly database: Database,
    private readonly verification: VerificationService,
    private readonly mail: MailTransport,
    private readonly audit: AuditService,
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
    const { name, scopes, workspace, expiresAt } = await this.repository.getToken(tokenId)
    return { name, scopes, workspace, expiresAt: expiresAt.toISOString() }
  }

  /** Ends the tokens that are limited to a workspace: those of one person, or all of them. */
  async endTokensOf(tx: Tx, workspaceId: string, userId?: string): Promise<void> {
    await this.repository.deleteTokensIn(tx, workspaceId, userId)
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
