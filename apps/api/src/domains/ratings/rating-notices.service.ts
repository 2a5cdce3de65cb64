import { Injectable } from '@nestjs/common'
import type { Tx } from '../../platform/database/index.ts'
import { SiteAddress } from '../../platform/http/index.ts'
import { Mailer } from '../../platform/mail/index.ts'
import type { DecidedRow } from './rating-reports.repository.ts'
import { ratingMails } from './ratings.mails.ts'

/** Tells people what became of their ratings. */
@Injectable()
export class RatingNoticesService {
  constructor(
    private readonly mailer: Mailer,
    private readonly site: SiteAddress,
  ) {}

  /** Nobody is left to tell of a rating whose author has closed the account. */
  async tell(tx: Tx, { user, extension, extensionId, hiddenAt }: DecidedRow, reason: string | null): Promise<void> {
    if (user.closedAt !== null) return
    const url = `${this.site.origin}/extensions/${extensionId}?tab=ratings`
    const rated = { name: extension.name, url }
    const mail =
      hiddenAt === null ? ratingMails.shown(user, rated, reason) : ratingMails.hidden(user, rated, reason ?? '')
    await this.mailer.send(tx, mail)
  }
}
