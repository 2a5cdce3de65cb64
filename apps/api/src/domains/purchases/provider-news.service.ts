import { Injectable, type OnModuleInit } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import type { Tx } from '../../platform/database/index.ts'
import { ProviderEvents, type ProviderObject } from '../billing/index.ts'
import { InvoicesRepository } from './invoices.repository.ts'
import { invoiceStateOf, purchaseIdOf, purchaseIdOfInvoice, subscriptionStateOf, taxTermsOf } from './provider-state.ts'
import { type PurchaseRow, PurchasesRepository } from './purchases.repository.ts'
import { Revocations } from './revocations.service.ts'

/** Takes over what the provider tells of checkouts, subscriptions and invoices: each as it is, in whatever order. */
@Injectable()
export class ProviderNews implements OnModuleInit {
  constructor(
    private readonly repository: PurchasesRepository,
    private readonly invoices: InvoicesRepository,
    private readonly revocations: Revocations,
    private readonly events: ProviderEvents,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.events.on('checkout.session', { apply: (tx, session) => this.checkout(tx, session) })
    this.events.on('subscription', { apply: (tx, subscription) => this.subscription(tx, subscription) })
    this.events.on('invoice', { apply: (tx, invoice) => this.invoice(tx, invoice) })
  }

  private async checkout(tx: Tx, session: ProviderObject<'checkout.session'>): Promise<void> {
    const purchase = await this.find(tx, purchaseIdOf(session.metadata))
    if (purchase === null) return
    if (session.status === 'complete' && session.payment_status !== 'unpaid') {
      await this.complete(tx, purchase)
      await this.repository.update(tx, purchase.id, { providerPaymentId: idOf(session.payment_intent) })
    } else if (session.status === 'expired' && purchase.state === 'open') {
      await this.repository.update(tx, purchase.id, { state: 'expired', endedAt: this.clock.now(), checkoutUrl: null })
      await this.repository.releaseTrial(tx, purchase.id)
    }
  }

  private async subscription(tx: Tx, subscription: ProviderObject<'subscription'>): Promise<void> {
    const purchase = await this.find(tx, purchaseIdOf(subscription.metadata))
    const state = subscriptionStateOf(subscription)
    if (purchase === null || state === null) return
    // A subscription comes of a checkout alone.
    await this.complete(tx, purchase)
    await this.repository.keepSubscription(tx, purchase, state, this.clock.now())
    await this.repository.followPrice(tx, purchase, subscription.items.data[0]?.price ?? null)
    const tax = taxTermsOf(subscription)
    if (tax !== purchase.tax) await this.repository.update(tx, purchase.id, { tax })
    if (state.endedAt !== null) await this.repository.update(tx, purchase.id, { endedAt: state.endedAt })
    await this.revocations.follow(tx, purchase.id)
  }

  private async invoice(tx: Tx, invoice: ProviderObject<'invoice'>): Promise<void> {
    const purchase = await this.find(tx, purchaseIdOfInvoice(invoice))
    if (purchase !== null) await this.invoices.keep(tx, purchase, invoiceStateOf(invoice))
  }

  /** Also when we had given the checkout up: what was paid is paid. */
  private async complete(tx: Tx, purchase: PurchaseRow): Promise<void> {
    const { id, state, completedAt, extensionId, buyerId, workspaceId } = purchase
    if (state === 'completed') return
    // Given back when the checkout was given up; and had all the same.
    if (purchase.trialDays > 0)
      await this.repository.claimTrial(tx, { extensionId, buyerId, workspaceId, purchaseId: id })
    const change = { state: 'completed', completedAt: completedAt ?? this.clock.now(), checkoutUrl: null } as const
    await this.repository.update(tx, id, { ...change, endedAt: null })
  }

  private async find(tx: Tx, id: string | null): Promise<PurchaseRow | null> {
    return id === null ? null : this.repository.findById(id, tx)
  }
}

const idOf = (reference: string | { id: string } | null): string | null =>
  typeof reference === 'string' ? reference : (reference?.id ?? null)
