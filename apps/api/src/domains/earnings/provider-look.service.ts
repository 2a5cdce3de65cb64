import { Injectable } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import {
  billingErrors,
  isObjectKind,
  type ObjectKind,
  type ProviderCallRow,
  ProviderEvents,
  type Stripe,
  StripeClient,
} from '../billing/index.ts'
import { ReconciliationsRepository } from './reconciliations.repository.ts'

/** How far back charges are looked at. Events are told again for three days; this is ten times as long. */
const LOOK_BACK_SECONDS = 30 * 86_400
const BATCH = 500
/** What the provider's clock may be behind ours. */
const CLOCKS_DIFFER_SECONDS = 3_600

/** Looks at objects of the provider without having been told to: a webhook may have been lost. */
@Injectable()
export class ProviderLook {
  constructor(
    private readonly stripe: StripeClient,
    private readonly events: ProviderEvents,
    private readonly repository: ReconciliationsRepository,
    private readonly clock: Clock,
  ) {}

  /** Takes over what was missed: of what the provider has told since then, or of everything that it has made in the last month. */
  async catchUp(since: Date | null): Promise<void> {
    await (since === null ? this.lookAtEverything() : this.lookAtEvents(since))
    for (const { kind, id, account } of await this.repository.openObjects(BATCH))
      await this.events.refresh(kind, id, account)
  }

  /** Events that nobody has taken in. Those of connected accounts are about payouts, and open ones are looked at anyway. */
  private async lookAtEvents(since: Date): Promise<void> {
    const created = { gte: secondsOf(since) }
    await this.each(this.stripe.api.events.list({ created, limit: 100 }), async (page) => {
      const untold = new Set(await this.repository.untold(page.map(({ id }) => id)))
      const objects = page.filter(({ id }) => untold.has(id)).map(({ data }) => data.object)
      for (const { kind, id } of objects.map(refOf).filter((ref) => ref !== null)) await this.events.refresh(kind, id)
    })
  }

  private async lookAtEverything(): Promise<void> {
    const created = { gte: secondsOf(this.clock.now()) - LOOK_BACK_SECONDS }
    const { api } = this.stripe
    await this.each(api.charges.list({ created, limit: 100 }), async (charges) => {
      for (const id of await this.repository.missing(charges.map((charge) => charge.id)))
        await this.events.refresh('charge', id)
    })
    await this.each(api.refunds.list({ created, limit: 100 }), (refunds) => this.refreshAll('refund', refunds))
    await this.each(api.disputes.list({ created, limit: 100 }), (disputes) => this.refreshAll('dispute', disputes))
    await this.each(api.transfers.list({ created, limit: 100 }), (transfers) => this.refreshAll('transfer', transfers))
  }

  /** Takes over what a call has done, if it has: by the name that it gave to what it asked for. */
  async atCall(call: ProviderCallRow): Promise<void> {
    try {
      await this.lookFor(call)
    } catch (error) {
      throw this.stripe.failureOf(error) === null ? error : billingErrors.providerAway(error)
    }
  }

  private async lookFor({ kind, subject, params, createdAt }: ProviderCallRow): Promise<void> {
    const { api } = this.stripe
    const { id = '', account = '' } = params as { id?: string; account?: string }
    const name = subject.slice(subject.indexOf(':') + 1)
    const created = { gte: secondsOf(createdAt) - CLOCKS_DIFFER_SECONDS }
    const isIt = ({ metadata }: { metadata: Stripe.Metadata | null }) => Object.values(metadata ?? {}).includes(name)
    if (kind === 'transfer.reverse') await this.events.refresh('transfer', id)
    else if (kind === 'transfer.create') {
      for await (const transfer of api.transfers.list({ created, limit: 100 }))
        if (isIt(transfer)) await this.events.refresh('transfer', transfer.id)
    } else if (kind === 'refund.create') {
      for await (const refund of api.refunds.list({ created, limit: 100 }))
        if (isIt(refund)) await this.events.refresh('refund', refund.id)
    } else if (kind === 'payout.create') {
      for await (const payout of api.payouts.list({ created, limit: 100 }, { stripeAccount: account }))
        if (isIt(payout)) await this.events.refresh('payout', payout.id, account)
    }
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

const secondsOf = (date: Date): number => Math.floor(date.getTime() / 1000)

/** What an event is about; null when nobody here keeps such things. */
function refOf(object: object): { kind: ObjectKind; id: string } | null {
  const { object: kind, id } = object as { object: string; id?: string }
  return id !== undefined && isObjectKind(kind) ? { kind, id } : null
}
