import { Injectable } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import type { Tx } from '../../platform/database/index.ts'
import { ProviderCalls, ProviderEvents } from '../billing/index.ts'
import { WorkspacesService } from '../workspaces/index.ts'
import { paymentStandingOf } from './entitlement.ts'
import { Entitlements } from './entitlements.service.ts'
import { EntitlementsRepository, type KnownPurchase } from './entitlements.repository.ts'
import { purchasesErrors } from './purchases.errors.ts'
import { PurchasesRepository } from './purchases.repository.ts'

/** Reasons for which something is closed and yet the workspace's: to buy it again would be to pay twice. */
const STILL_THEIRS = new Set(['subscription_past_due'])

/** What keeps a workspace from paying twice. */
@Injectable()
export class PurchaseGuard {
  constructor(
    private readonly repository: PurchasesRepository,
    private readonly facts: EntitlementsRepository,
    private readonly entitlements: Entitlements,
    private readonly workspaces: WorkspacesService,
    private readonly calls: ProviderCalls,
    private readonly events: ProviderEvents,
    private readonly clock: Clock,
  ) {}

  /** Members who need a seat. */
  seatsNeeded(workspaceId: string): Promise<number> {
    return this.workspaces.countSeats(workspaceId)
  }

  /** A checkout may have been paid without our having heard of it: then it is bought, and no other one takes its place. */
  async hearOfOpen(workspaceId: string, extension: string): Promise<void> {
    const open = await this.repository.findOpen(workspaceId, extension)
    if (open?.providerSessionId != null) await this.events.refresh('checkout.session', open.providerSessionId)
  }

  /** @throws DomainError `already_purchased` */
  async requireNotBought(tx: Tx, workspaceId: string, extension: string): Promise<void> {
    const purchases = await this.facts.list(workspaceId, extension, tx)
    if (purchases.some((purchase) => this.isTheirs(purchase))) throw purchasesErrors.alreadyBought(extension)
  }

  /** Ends a checkout that nobody has completed, here and at the provider. */
  async abandon(tx: Tx, { id, providerSessionId }: { id: string; providerSessionId: string | null }): Promise<void> {
    await this.repository.update(tx, id, { state: 'expired', endedAt: this.clock.now(), checkoutUrl: null })
    await this.repository.releaseTrial(tx, id)
    if (providerSessionId !== null) await this.close(tx, id, providerSessionId)
  }

  /** Nobody pays for a checkout that was given up. */
  async close(tx: Tx, id: string, providerSessionId: string): Promise<void> {
    const params = { id: providerSessionId }
    await this.calls.decide(tx, { kind: 'checkout.expire', subject: `purchase:${id}`, params })
  }

  private isTheirs(purchase: KnownPurchase): boolean {
    const standing = paymentStandingOf(purchase, { now: this.clock.now(), graceMs: this.entitlements.graceMs })
    if (standing.reason === 'payment_pending') return isComplete(purchase)
    // One that is cancelled to its end may be followed by another plan at once.
    return (standing.state === 'open' && standing.reason !== 'ending') || STILL_THEIRS.has(standing.reason)
  }
}

/** It is paid, or on trial; of its subscription the provider has not told yet. */
const isComplete = ({ checkout, subscription }: KnownPurchase): boolean =>
  checkout === 'completed' && subscription === null
