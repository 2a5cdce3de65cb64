import { Injectable, Logger } from '@nestjs/common'
import type { User } from '@grantry/contract'
import { AppConfig } from '../../config/app-config.ts'
import { randomSecret } from '../../kernel/secrets.ts'
import { Database } from '../../platform/database/index.ts'
import { AccountsRepository } from './accounts.repository.ts'
import { toUser } from './accounts.service.ts'
import { hashPassword, verifyPassword } from './passwords.ts'

const DEFAULT_ADMIN_EMAIL = 'admin@localhost.localdomain'

/** Takes a password that was made up, the only time it is known. */
export type TellPassword = (email: string, password: string) => void

/** The admin whom the configuration names, or the one made at the first start. */
@Injectable()
export class AdminAccountService {
  private readonly logger = new Logger('accounts')

  constructor(
    private readonly repository: AccountsRepository,
    private readonly database: Database,
    private readonly config: AppConfig,
  ) {}

  /**
   * Sees to it that there is an admin. With address and password in the configuration that account is made or brought
   * up to date; without them one is made once, with a password that is told before it counts: a start that fails later,
   * or is killed, must not leave an account that nobody can open.
   */
  async ensure(tell: TellPassword): Promise<User> {
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

  /**
   * Made when it is missing. The account may be anybody's who had the address first, or knew the old password: where it
   * becomes an admin's or gets another password, every other way into it ends.
   */
  private async setAdmin(email: string, password: string): Promise<User> {
    const existing = await this.repository.findUserByEmail(email)
    if (existing?.admin === true && (await verifyPassword(existing.passwordHash, password))) return toUser(existing)
    const passwordHash = await hashPassword(password)
    const user = await this.database.transaction(async (tx) => {
      const admin = await this.repository.upsertAdmin(tx, { email, passwordHash })
      await this.repository.shut(tx, admin.id)
      return admin
    })
    this.logger.log({ msg: 'the admin account is set', userId: user.id })
    return toUser(user)
  }
}
