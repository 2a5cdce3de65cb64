import { Injectable, type OnModuleInit } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import type { Tx } from '../../platform/database/index.ts'
import { ProviderCalls } from '../billing/index.ts'
import { Charges } from '../earnings/index.ts'
import { takenBack } from './entitlement.ts'
import { PurchasesRepository } from './purchases.repository.ts'

/**
 * Ends a subscription at the provider whose present period was paid back in full: what it opened is closed already, by the
 * facts, and it must not renew. Asked again whenever one of the two is heard of, so that it makes no difference which came first.
 */
@Injectable()
export class Revocations implements OnModuleInit {
  constructor(
    private readonly repository: PurchasesRepository,
    private readonly charges: Charges,
    private readonly calls: ProviderCalls,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.charges.onChange((tx, { purchaseId }) => this.follow(tx, purchaseId))
  }

  async follow(tx: Tx, purchaseId: string): Promise<void> {
    const subscription = (await this.repository.findById(purchaseId, tx))?.subscription
    if (subscription == null) return
    const { currentPeriodStart: periodStartsAt, currentPeriodEnd: periodEndsAt } = subscription
    // The period that we know of is over: the next one may have been paid already, and we will hear of it.
    if (this.clock.now() >= periodEndsAt) return
    const charges = await this.charges.ofPurchases([purchaseId], tx)
    const reason = takenBack({ charges, subscription: { periodStartsAt, periodEndsAt } })
    if (reason === null || !(await this.repository.markRevoked(tx, subscription.id, reason))) return
    await this.calls.decide(tx, {
      kind: 'subscription.cancel',
      subject: `purchase:${purchaseId}`,
      params: { id: subscription.providerSubscriptionId },
    })
  }
}
