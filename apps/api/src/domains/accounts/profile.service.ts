import { Injectable } from '@nestjs/common'
import type { Account, User } from '@grantry/contract'
import { Database } from '../../platform/database/index.ts'
import { MailTransport } from '../../platform/mail/index.ts'
import { AccountsRepository } from './accounts.repository.ts'
import { toUser } from './accounts.service.ts'
import { MailedLinks } from './mailed-links.service.ts'
import { ProviderService } from './provider.service.ts'

/** The account as its owner sees it. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly repository: AccountsRepository,
    private readonly database: Database,
    private readonly links: MailedLinks,
    private readonly providers: ProviderService,
    private readonly transport: MailTransport,
  ) {}

  async get(userId: string): Promise<Account> {
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
}
