import { Injectable, type OnModuleInit } from '@nestjs/common'
import type { Tx } from '../../platform/database/index.ts'
import { ProviderCalls } from '../billing/index.ts'
import { Charges } from '../earnings/index.ts'
import { takenBack } from './entitlement.ts'
import { PurchasesRepository } from './purchases.repository.ts'

/**
 * Ends a subscription at the provider whose latest payment came back in full: what it opened is closed already, by the facts,
 * and it must not renew. Asked again whenever one of the two is heard of, so that it makes no difference which came first.
 */
@Injectable()
export class Revocations implements OnModuleInit {
  constructor(
    private readonly repository: PurchasesRepository,
    private readonly charges: Charges,
    private readonly calls: ProviderCalls,
  ) {}

  onModuleInit(): void {
    this.charges.onChange((tx, { purchaseId }) => this.follow(tx, purchaseId))
  }

  async follow(tx: Tx, purchaseId: string): Promise<void> {
    const reason = takenBack({ charges: await this.charges.ofPurchases([purchaseId], tx) })
    if (reason === null) return
    const subscription = (await this.repository.findById(purchaseId, tx))?.subscription
    if (subscription == null || !(await this.repository.markRevoked(tx, subscription.id, reason))) return
    await this.calls.decide(tx, {
      kind: 'subscription.cancel',
      subject: `purchase:${purchaseId}`,
      params: { id: subscription.providerSubscriptionId },
    })
  }
}
