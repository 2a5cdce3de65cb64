import { Injectable, type OnModuleInit } from '@nestjs/common'
import type { createPurchaseSchema } from '@grantry/contract'
import type { z } from 'zod'
import { Database, type Tx } from '../../platform/database/index.ts'
import { SiteAddress } from '../../platform/http/index.ts'
import { AccountsService } from '../accounts/index.ts'
import { AuditService } from '../audit/index.ts'
import { type CallAnswer, ProviderCalls, Taxes } from '../billing/index.ts'
import { type PricedRow, PlansService, ProviderPrices } from '../plans/index.ts'
import type { WorkspaceAccess } from '../workspaces/index.ts'
import { checkoutRequest } from './checkout-request.ts'
import { Customers } from './customers.service.ts'
import { type Order, orderOf } from './order.ts'
import { PurchaseGuard } from './purchase-guard.ts'
import { PurchasesRepository } from './purchases.repository.ts'

const idOf = (subject: string): string => subject.slice('purchase:'.length)

/**
 * The way to a purchase. It is decided under a lock, so that a workspace never buys the same twice; what the provider has
 * to make for it is asked for under keys that the rows keep, so that whoever tries again goes on where it stopped.
 */
@Injectable()
export class Checkout implements OnModuleInit {
  constructor(
    private readonly repository: PurchasesRepository,
    private readonly guard: PurchaseGuard,
    private readonly accounts: AccountsService,
    private readonly plans: PlansService,
    private readonly prices: ProviderPrices,
    private readonly customers: Customers,
    private readonly calls: ProviderCalls,
    private readonly taxes: Taxes,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly site: SiteAddress,
  ) {}

  onModuleInit(): void {
    this.calls.on('checkout.create', {
      onAnswer: (tx, { subject }, session) => this.opened(tx, idOf(subject), session),
      onRefusal: (tx, { subject }) => this.repository.update(tx, idOf(subject), { callId: null }),
    })
  }

  /** Answers the id of the purchase, whose checkout is then open. */
  async begin(access: WorkspaceAccess, input: z.infer<typeof createPurchaseSchema>): Promise<string> {
    await this.accounts.requireVerified(access.userId)
    const price = await this.plans.getOffered(input.price)
    await this.taxes.requireReady()
    const order = orderOf(input, price, await this.guard.seatsNeeded(access.workspaceId))
    await this.guard.hearOfOpen(access.workspaceId, price.plan.extensionId)
    const id = await this.database.transaction((tx) => this.decide(tx, access, price, order))
    await this.open(access, id, price, order)
    return id
  }

  /** The same again is the checkout that is open already; another one takes its place. */
  private async decide(tx: Tx, access: WorkspaceAccess, price: PricedRow, order: Order): Promise<string> {
    const { workspaceId, userId } = access
    const { extensionId, id: planId } = price.plan
    await this.repository.lock(tx, workspaceId, extensionId)
    await this.guard.requireNotBought(tx, workspaceId, extensionId)
    const open = await this.repository.findOpen(workspaceId, extensionId, tx)
    const isSame =
      open?.priceId === price.id &&
      open.buyerId === userId &&
      open.quantity === order.quantity &&
      open.capMinor === order.capMinor
    if (open !== null && isSame) return open.id
    if (open !== null) await this.guard.abandon(tx, open)
    const purchase = { workspaceId, extensionId, planId, priceId: price.id, buyerId: userId, ...order }
    const id = await this.repository.create(tx, purchase)
    const trial = { extensionId, buyerId: userId, workspaceId, purchaseId: id }
    const hasTrial = price.plan.trialDays > 0 && (await this.repository.claimTrial(tx, trial))
    if (hasTrial) await this.repository.update(tx, id, { trialDays: price.plan.trialDays })
    await this.audit.append(tx, {
      actorId: userId,
      action: 'purchase.begun',
      subject: `purchase:${id}`,
      workspaceId,
      data: { extension: extensionId, plan: planId, price: price.id, quantity: order.quantity },
    })
    return id
  }

  private async open({ workspaceId, userId }: WorkspaceAccess, id: string, price: PricedRow, order: Order) {
    const customer = await this.customers.ensure({ workspaceId, userId })
    const tax = this.taxes.terms
    const providerPrice = await this.prices.ensure(price)
    const callId = await this.database.transaction(async (tx) => {
      await this.repository.lock(tx, workspaceId, price.plan.extensionId)
      const purchase = await this.repository.findById(id, tx)
      if (purchase?.state !== 'open' || purchase.callId !== null) return purchase?.callId ?? null
      const returnUrl = `${this.site.origin}/workspaces/${workspaceId}/billing/purchases/${id}`
      const { trialDays } = purchase
      const { quantity } = order
      const params = checkoutRequest({
        purchaseId: id,
        workspaceId,
        customer,
        providerPrice,
        price,
        quantity,
        trialDays,
        tax,
        returnUrl,
      })
      const fresh = await this.calls.decide(tx, { kind: 'checkout.create', subject: `purchase:${id}`, params })
      await this.repository.update(tx, id, { callId: fresh, tax })
      return fresh
    })
    if (callId !== null) await this.calls.answerOf('checkout.create', callId)
  }

  /** One that was given up while the provider was asked for it is closed again. */
  private async opened(tx: Tx, id: string, session: CallAnswer<'checkout.create'>): Promise<void> {
    const asked = await this.repository.findById(id, tx)
    if (asked === null) return
    await this.repository.lock(tx, asked.workspaceId, asked.extensionId)
    // Once more, now that nobody else can give it up.
    const state = (await this.repository.findById(id, tx))?.state
    const checkoutUrl = state === 'open' ? session.url : null
    await this.repository.update(tx, id, { providerSessionId: session.id, checkoutUrl })
    if (state === 'expired') await this.guard.close(tx, id, session.id)
  }
}
