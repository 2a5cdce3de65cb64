import { Injectable } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { Mailer } from '../../platform/mail/index.ts'
import { AuditService } from '../audit/index.ts'
import { accountMails } from './accounts.mails.ts'
import { accountsErrors } from './accounts.errors.ts'
import { AccountsRepository } from './accounts.repository.ts'
import { IdentitiesRepository } from './identities.repository.ts'
import type { Account } from './password-strategy.ts'
import type { ProviderClaims } from './provider-strategy.ts'

/**
 * Which account somebody has whom a provider vouches for. An identity is an issuer with a subject; an address alone
 * opens an account only when the provider and we have both made sure that it is this person's.
 */
@Injectable()
export class IdentitiesService {
  constructor(
    private readonly identities: IdentitiesRepository,
    private readonly accounts: AccountsRepository,
    private readonly database: Database,
    private readonly mailer: Mailer,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Answers the id of the account, which may be new. @throws DomainError `provider_email_unverified`, `account_exists` */
  async signIn(claims: ProviderClaims): Promise<string> {
    const known = await this.identities.find(claims.issuer, claims.subject)
    if (known !== null) {
      await this.identities.touch(known.id, claims.email, this.clock.now())
      return known.userId
    }
    const { email, emailVerified } = claims
    if (email === null || !emailVerified) throw accountsErrors.providerEmailUnverified()
    const user = await this.accounts.findUserByEmail(email)
    return user === null ? this.signUp(claims, email) : this.adopt(user, claims)
  }

  private signUp(claims: ProviderClaims, email: string): Promise<string> {
    const name = claims.name ?? email.split('@')[0] ?? email
    return this.database.transaction(async (tx) => {
      const account = { email, name, passwordHash: null, emailVerifiedAt: this.clock.now() }
      const { id } = await this.accounts.createUser(tx, account)
      await this.add(tx, id, claims)
      await this.audit.append(tx, { actorId: id, action: 'account.created', subject: `user:${id}` })
      return id
    })
  }

  /**
   * The account may have been made by somebody else, for an address that was never theirs, to be in it before its owner
   * comes: so only one whose address was confirmed is taken. An admin connects theirs by hand.
   */
  private async adopt(user: Account, claims: ProviderClaims): Promise<string> {
    const taken = await this.identities.findOf(user.id, claims.issuer)
    if (user.emailVerifiedAt === null || user.admin || taken !== null) throw accountsErrors.accountExists()
    await this.database.transaction((tx) => this.addToExisting(tx, user, claims))
    return user.id
  }

  /** For somebody who is signed in; the addresses need not agree. @throws DomainError `identity_taken` */
  async connect(userId: string, claims: ProviderClaims): Promise<void> {
    const known = await this.identities.find(claims.issuer, claims.subject)
    if (known !== null && known.userId !== userId) throw accountsErrors.identityTaken()
    if (known !== null) return
    const user = await this.accounts.getUser(userId)
    await this.database.transaction((tx) => this.addToExisting(tx, user, claims))
  }

  private async addToExisting(tx: Tx, user: Account, claims: ProviderClaims): Promise<void> {
    await this.add(tx, user.id, claims)
    await this.mailer.send(tx, accountMails.providerConnected(user, claims.issuer))
    await this.audit.append(tx, {
      actorId: user.id,
      action: 'account.provider_connected',
      subject: `user:${user.id}`,
      data: { issuer: claims.issuer },
    })
  }

  private add(tx: Tx, userId: string, { issuer, subject, email }: ProviderClaims): Promise<void> {
    return this.identities.create(tx, { userId, issuer, subject, email, lastUsedAt: this.clock.now() })
  }

  /** @throws DomainError `not_connected`; `last_way_in` for an account without a password */
  async disconnect(userId: string, issuer: string): Promise<void> {
    const user = await this.accounts.getUser(userId)
    if (user.passwordHash === null) throw accountsErrors.lastWayIn()
    await this.database.transaction(async (tx) => {
      if (!(await this.identities.deleteOf(tx, userId, issuer))) throw accountsErrors.notConnected()
      await this.audit.append(tx, {
        actorId: userId,
        action: 'account.provider_disconnected',
        subject: `user:${userId}`,
        data: { issuer },
      })
    })
  }
}
