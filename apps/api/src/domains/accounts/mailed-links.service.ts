import { Injectable } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import { hashSecret, randomSecret } from '../../kernel/secrets.ts'
import type { Tx } from '../../platform/database/index.ts'
import { SiteAddress } from '../../platform/http/index.ts'
import { accountsErrors } from './accounts.errors.ts'
import { type LinkPurpose, LinksRepository, PURPOSES } from './links.repository.ts'

const HOUR_MS = 60 * 60 * 1000
/** A reset opens the account, so its link lives shorter than those that only confirm an address. */
const LIFETIME_HOURS: Record<LinkPurpose, number> = { verify_email: 72, change_email: 24, reset_password: 1 }
/** The page of the store that takes the link. */
const PAGES: Record<LinkPurpose, string> = {
  verify_email: '/account/verify-email',
  change_email: '/account/verify-email',
  reset_password: '/account/reset-password',
}
/** More than anybody needs, and fewer than a nuisance. */
const PER_HOUR = 5

/**
 * Links in mails: each is used once, within its time, and is stored as a hash. The secret stands behind the `#`, where
 * no server, log or next page sees it.
 */
@Injectable()
export class MailedLinks {
  constructor(
    private readonly repository: LinksRepository,
    private readonly site: SiteAddress,
    private readonly clock: Clock,
  ) {}

  /** The address to send, or null when the account was sent enough of them in the last hour. */
  async create(tx: Tx, link: { userId: string; purpose: LinkPurpose; email: string }): Promise<string | null> {
    const { userId, purpose } = link
    const now = this.clock.now()
    await this.repository.deleteExpired(tx, new Date(now.getTime() - HOUR_MS))
    const since = new Date(now.getTime() - HOUR_MS)
    if ((await this.repository.countSince(tx, userId, purpose, since)) >= PER_HOUR) return null
    const secret = randomSecret()
    const expiresAt = new Date(now.getTime() + LIFETIME_HOURS[purpose] * HOUR_MS)
    await this.repository.create(tx, { ...link, hash: hashSecret(secret), createdAt: now, expiresAt })
    return `${this.site.origin}${PAGES[purpose]}#${secret}`
  }

  /** @throws DomainError `link_invalid` for one that is unknown, used or expired */
  async take(tx: Tx, secret: string, purposes: readonly LinkPurpose[]) {
    const link = await this.repository.take(tx, hashSecret(secret), purposes)
    if (link === null || link.expiresAt <= this.clock.now()) throw accountsErrors.linkInvalid()
    return link
  }

  /** Makes links worthless that were sent to an address that no longer counts, or for what has been done. */
  withdraw(tx: Tx, userId: string, purposes: readonly LinkPurpose[] = PURPOSES): Promise<void> {
    return this.repository.expireOf(tx, userId, purposes)
  }

  /** The address that waits to be confirmed, or null. */
  async pendingEmail(userId: string): Promise<string | null> {
    return (await this.repository.findOpen(userId, 'change_email', this.clock.now()))?.email ?? null
  }
}
