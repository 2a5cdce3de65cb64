import { Injectable } from '@nestjs/common'
import type { PreviewPurchase, PurchasePreview, UpdatePurchase } from '@grantry/contract'
import { toMoney } from '../../kernel/money.ts'
import { billingErrors, type Stripe, StripeClient } from '../billing/index.ts'
import { type PricedRow, PlansService, ProviderPrices } from '../plans/index.ts'
import type { WorkspaceAccess } from '../workspaces/index.ts'
import { PurchaseGuard } from './purchase-guard.ts'
import { purchasesErrors } from './purchases.errors.ts'
import { taxOfInvoice } from './provider-state.ts'
import type { PurchaseRow } from './purchases.repository.ts'
import { requireRunning, type Running, Subscriptions } from './subscriptions.service.ts'

/** What a subscription is to become. */
interface Target {
  running: Running & { providerItemId: string }
  price: PurchaseRow['price'] & Partial<PricedRow>
  quantity: number
}

/**
 * Other seats, another plan or another interval, in the middle of a period. The provider reckons what that costs to the
 * second and charges it at once; what was paid too much is kept for the next invoices. What cannot be paid is not changed.
 */
@Injectable()
export class SubscriptionChanges {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly guard: PurchaseGuard,
    private readonly plans: PlansService,
    private readonly prices: ProviderPrices,
    private readonly stripe: StripeClient,
  ) {}

  /** All that is asked for, or nothing of it when a part does not fit. */
  async update(access: WorkspaceAccess, known: PurchaseRow, input: UpdatePurchase): Promise<void> {
    const isOther = input.seats !== undefined || input.price !== undefined
    const row = isOther ? await this.subscriptions.upToDate(known) : known
    const target = isOther ? await this.targetOf(row, input) : null
    if (input.capMinor !== undefined) await this.subscriptions.setCap(access, row, input.capMinor)
    if (target !== null) await this.become(access, row, target)
  }

  private async become(access: WorkspaceAccess, row: PurchaseRow, target: Target): Promise<void> {
    const { running, price, quantity } = target
    if (isAlready(row, target)) return
    await this.subscriptions.change(access, row, running, {
      action: 'subscription.changed',
      data: { from: { price: row.priceId, seats: running.quantity }, to: { price: price.id, seats: quantity } },
      change: {
        items: [await this.itemOf(target)],
        proration_behavior: 'always_invoice',
        payment_behavior: 'error_if_incomplete',
      },
    })
  }

  async preview(row: PurchaseRow, input: PreviewPurchase): Promise<PurchasePreview> {
    const target = await this.targetOf(row, input)
    const { running, price, quantity } = target
    const renewal = toMoney(price.unitAmountMinor * BigInt(quantity), price.currency)
    const nothing = toMoney(0n, price.currency)
    const renewsAt = running.currentPeriodEnd.toISOString()
    const unchanged = {
      dueNow: nothing,
      tax: nothing,
      credit: nothing,
      lines: [],
      renewsAt,
      renewal,
      renewalTax: row.tax,
    }
    if (isAlready(row, target)) return unchanged
    const item = await this.itemOf(target)
    const invoice = await this.ask((api) =>
      api.invoices.createPreview({
        subscription: running.providerSubscriptionId,
        subscription_details: { items: [item], proration_behavior: 'always_invoice' },
      }),
    )
    const money = (amount: number) => toMoney(BigInt(amount), price.currency)
    const end = Math.max(...invoice.lines.data.map(({ period }) => period.end), 0)
    return {
      ...unchanged,
      dueNow: money(invoice.amount_due),
      tax: toMoney(taxOfInvoice(invoice), price.currency),
      credit: money(Math.max(0, -invoice.total)),
      lines: invoice.lines.data.map(({ description, amount }) => ({ text: description ?? '', amount: money(amount) })),
      renewsAt: end === 0 ? renewsAt : new Date(end * 1_000).toISOString(),
    }
  }

  /** @throws DomainError naming what does not fit */
  private async targetOf(row: PurchaseRow, { price: priceId, seats }: PreviewPurchase): Promise<Target> {
    if (priceId === undefined && seats !== undefined && !row.plan.perSeat) throw purchasesErrors.seatsNotForPlan()
    const running = requireRunning(row)
    const { providerItemId } = running
    if (providerItemId === null) throw purchasesErrors.notRunning()
    if (running.cancelAtPeriodEnd && priceId !== undefined) throw purchasesErrors.ending()
    const price = priceId === undefined || priceId === row.priceId ? null : await this.plans.getOffered(priceId)
    const plan = price?.plan ?? row.plan
    if (price !== null) requireSwitchable(row, price)
    if (seats !== undefined && !plan.perSeat) throw purchasesErrors.seatsNotForPlan()
    const before = row.plan.perSeat ? running.quantity : Math.max(1, await this.guard.seatsNeeded(row.workspaceId))
    return {
      running: { ...running, providerItemId },
      price: price ?? row.price,
      quantity: plan.perSeat ? (seats ?? before) : 1,
    }
  }

  private async itemOf({ running, price, quantity }: Target) {
    const { providerItemId: id } = running
    return { id, price: price.plan === undefined ? undefined : await this.prices.ensure(price as PricedRow), quantity }
  }

  /** Only looks, so there is no key. */
  private async ask<T>(work: (api: Stripe) => Promise<T>): Promise<T> {
    try {
      return await work(this.stripe.api)
    } catch (error) {
      const failure = this.stripe.failureOf(error)
      if (failure === null) throw error
      throw failure.kind === 'final'
        ? billingErrors.providerRefused(failure.code, failure.message)
        : billingErrors.providerAway(error)
    }
  }
}

const isAlready = (row: PurchaseRow, { running, price, quantity }: Target): boolean =>
  price.id === row.priceId && quantity === running.quantity

function requireSwitchable({ extensionId, plan, price }: PurchaseRow, to: PricedRow): void {
  const isSubscription = to.plan.kind === 'subscription' && to.plan.usageUnit === null && plan.usageUnit === null
  if (!isSubscription || to.plan.extensionId !== extensionId || to.currency !== price.currency)
    throw purchasesErrors.notSwitchable()
}
