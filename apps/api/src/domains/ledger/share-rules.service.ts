import { Injectable } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { type ShareRuleRow, ShareRulesRepository } from './share-rules.repository.ts'

/** How a charge is shared between publisher and platform. */
export interface ShareRule {
  version: number
  publisherBasisPoints: number
}

export interface NewShareRule {
  /** Null: for all who have none of their own. */
  publisherId: string | null
  /** Null: the publisher goes back to the rule for all. */
  publisherBasisPoints: number | null
  reason: string
}

/** The versions of the rule by which charges are shared. A charge keeps the one that it was made under. */
@Injectable()
export class ShareRules {
  constructor(
    private readonly repository: ShareRulesRepository,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** The rule for a charge of a publisher that was made at a time. */
  async inForce(tx: Tx, publisherId: string, at: Date): Promise<ShareRule> {
    const own = await this.repository.inForce(tx, publisherId, at)
    const rule = own?.publisherBasisPoints == null ? await this.repository.inForce(tx, null, at) : own
    if (rule?.publisherBasisPoints == null) throw new Error('There is no rule for sharing what is charged')
    return { version: rule.version, publisherBasisPoints: rule.publisherBasisPoints }
  }

  async set(adminId: string, rule: NewShareRule): Promise<ShareRuleRow> {
    // The provider tells the time of a charge in whole seconds: a charge of this second is under the new rule.
    const effectiveFrom = new Date(Math.floor(this.clock.now().getTime() / 1000) * 1000)
    return this.database.transaction(async (tx) => {
      const row = await this.repository.insert(tx, { ...rule, effectiveFrom, createdById: adminId })
      await this.audit.append(tx, {
        actorId: adminId,
        action: 'share_rule.set',
        subject: rule.publisherId === null ? 'share_rule:all' : `publisher:${rule.publisherId}`,
        data: { version: row.version, publisherBasisPoints: rule.publisherBasisPoints, reason: rule.reason },
      })
      return row
    })
  }

  current(): ReturnType<ShareRulesRepository['current']> {
    return this.repository.current(this.clock.now())
  }

  history(after: number | null, limit: number): ReturnType<ShareRulesRepository['history']> {
    return this.repository.history(after, limit)
  }
}
