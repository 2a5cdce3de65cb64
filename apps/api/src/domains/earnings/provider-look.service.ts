import { Injectable } from '@nestjs/common'
import { ProviderEvents, type Stripe, StripeClient } from '../billing/index.ts'
import { ReconciliationsRepository } from './reconciliations.repository.ts'

/** How far back charges are looked at. Events are told again for three days; this is ten times as long. */
const LOOK_BACK_SECONDS = 30 * 86_400
const BATCH = 500

/** Looks at objects of the provider without having been told to: a webhook may have been lost. */
@Injectable()
export class ProviderLook {
  constructor(
    private readonly stripe: StripeClient,
    private readonly events: ProviderEvents,
    private readonly repository: ReconciliationsRepository,
  ) {}

  /** Takes over everything that was missed. */
  async catchUp(now: Date): Promise<void> {
    const created = { gte: Math.floor(now.getTime() / 1000) - LOOK_BACK_SECONDS }
    const { api } = this.stripe
    await this.each(api.charges.list({ created, limit: 100 }), async (charges) => {
      for (const id of await this.repository.missing(charges.map((charge) => charge.id)))
        await this.events.refresh('charge', id)
    })
    await this.each(api.refunds.list({ created, limit: 100 }), (refunds) => this.refreshAll('refund', refunds))
    await this.each(api.disputes.list({ created, limit: 100 }), (disputes) => this.refreshAll('dispute', disputes))
    await this.each(api.transfers.list({ created, limit: 100 }), (transfers) => this.refreshAll('transfer', transfers))
    for (const { kind, id, account } of await this.repository.openObjects(BATCH))
      await this.events.refresh(kind, id, account)
  }

  /** What an account has, pending and available, in each currency; the platform's own without an account. */
  async balanceOf(account: string | null): Promise<Map<string, bigint>> {
    const options = account === null ? {} : { stripeAccount: account }
    const { available, pending } = await this.stripe.api.balance.retrieve({}, options)
    const sums = new Map<string, bigint>()
    for (const { currency, amount } of [...available, ...pending])
      sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount))
    return sums
  }

  private async refreshAll(kind: 'refund' | 'dispute' | 'transfer', objects: readonly { id: string }[]): Promise<void> {
    for (const { id } of objects) await this.events.refresh(kind, id)
  }

  private async each<T extends { id: string }>(
    list: Stripe.ApiListPromise<T>,
    work: (page: readonly T[]) => Promise<void>,
  ): Promise<void> {
    let page: T[] = []
    for await (const item of list) {
      page.push(item)
      if (page.length < 100) continue
      await work(page)
      page = []
    }
    await work(page)
  }
}
