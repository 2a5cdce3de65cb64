import { Injectable } from '@nestjs/common'
import type { CloseAccount } from '@grantry/contract'
import { Clock } from '../../kernel/clock.ts'
import { Database } from '../../platform/database/index.ts'
import { Mailer } from '../../platform/mail/index.ts'
import { AuditService } from '../audit/index.ts'
import { AccountTies } from './account-ties.ts'
import { accountMails } from './accounts.mails.ts'
import { accountsErrors } from './accounts.errors.ts'
import { AccountsRepository } from './accounts.repository.ts'
import { verifyPassword } from './passwords.ts'

/** The end of an account: nothing of the person stays, and nothing that others need goes. */
@Injectable()
export class ClosingService {
  constructor(
    private readonly repository: AccountsRepository,
    private readonly ties: AccountTies,
    private readonly database: Database,
    private readonly mailer: Mailer,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `email_differs`, `wrong_password`; `account_needed` with every reason why not yet */
  async close(userId: string, { email, password, ...choices }: CloseAccount): Promise<void> {
    const user = await this.repository.getUser(userId)
    if (email !== user.email) throw accountsErrors.emailDiffers()
    if (user.passwordHash !== null && !(await verifyPassword(user.passwordHash, password ?? '')))
      throw accountsErrors.wrongPassword()
    if (user.admin) throw accountsErrors.accountNeeded(['You are an admin of this server. Its admins stay.'])
    await this.database.transaction(async (tx) => {
      const reasons = await this.ties.findReasons(tx, userId, choices)
      if (reasons.length > 0) throw accountsErrors.accountNeeded(reasons)
      await this.ties.release(tx, userId)
      await this.mailer.send(tx, accountMails.closed(user))
      await this.repository.close(tx, userId, this.clock.now())
      await this.audit.append(tx, { actorId: userId, action: 'account.closed', subject: `user:${userId}` })
    })
  }
}
