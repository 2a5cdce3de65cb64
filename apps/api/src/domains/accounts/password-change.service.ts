import { Injectable } from '@nestjs/common'
import type { Tx } from '../../platform/database/index.ts'
import { Mailer } from '../../platform/mail/index.ts'
import { AuditService } from '../audit/index.ts'
import { accountMails } from './accounts.mails.ts'
import { AccountsRepository } from './accounts.repository.ts'
import { MailedLinks } from './mailed-links.service.ts'
import { SessionsRepository } from './sessions.repository.ts'

interface NewPassword {
  userId: string
  passwordHash: string
  action: 'account.password_changed' | 'account.password_reset'
  /** What becomes of the tokens of the account. */
  tokens: 'keep' | 'revoke'
}

/** What goes with a new password, however it came about: nothing that was opened, or asked for, with the old one stays open. */
@Injectable()
export class PasswordChange {
  constructor(
    private readonly repository: AccountsRepository,
    private readonly sessions: SessionsRepository,
    private readonly links: MailedLinks,
    private readonly mailer: Mailer,
    private readonly audit: AuditService,
  ) {}

  /** Ends every session, the one that asks among them: somebody may have a copy of its cookie. */
  async apply(tx: Tx, { userId, passwordHash, action, tokens }: NewPassword): Promise<void> {
    await this.repository.setPassword(tx, userId, passwordHash)
    await this.sessions.deleteAllOf(tx, userId)
    await this.links.withdraw(tx, userId, ['reset_password', 'change_email'])
    const tokensRevoked = tokens === 'revoke' ? await this.repository.deleteTokensOf(tx, userId) : 0
    await this.mailer.send(tx, accountMails.passwordChanged(await this.repository.getUserIn(tx, userId)))
    await this.audit.append(tx, { actorId: userId, action, subject: `user:${userId}`, data: { tokensRevoked } })
  }
}
