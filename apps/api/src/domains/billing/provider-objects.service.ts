import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '../../platform/database/index.ts'
import { billingErrors } from './billing.errors.ts'
import { ProviderObjectsRepository } from './provider-objects.repository.ts'
import { type Stripe, StripeClient } from './stripe.client.ts'

type Options = Stripe.RequestOptions

/** How an object of each kind is read, with what belongs to it. */
const READERS = {
  account: (api: Stripe, id: string) => api.accounts.retrieve(id),
  charge: (api: Stripe, id: string, options: Options) =>
    api.charges.retrieve(id, { expand: ['balance_transaction'] }, options),
  'checkout.session': (api: Stripe, id: string, options: Options) => api.checkout.sessions.retrieve(id, {}, options),
  dispute: (api: Stripe, id: string, options: Options) => api.disputes.retrieve(id, {}, options),
  invoice: (api: Stripe, id: string, options: Options) => api.invoices.retrieve(id, { expand: ['payments'] }, options),
  payout: (api: Stripe, id: string, options: Options) => api.payouts.retrieve(id, {}, options),
  refund: (api: Stripe, id: string, options: Options) => api.refunds.retrieve(id, {}, options),
  subscription: (api: Stripe, id: string, options: Options) => api.subscriptions.retrieve(id, {}, options),
  transfer: (api: Stripe, id: string, options: Options) => api.transfers.retrieve(id, {}, options),
} as const

/** Kinds of objects whose state is taken over, as the provider calls them. */
export type ObjectKind = keyof typeof READERS
export type ProviderObject<K extends ObjectKind> = Awaited<ReturnType<(typeof READERS)[K]>>

export interface ObjectRef<K extends ObjectKind> {
  kind: K
  id: string
  /** The connected account that it is of; null for the platform's own. */
  account: string | null
}

export const isObjectKind = (kind: string): kind is ObjectKind => Object.hasOwn(READERS, kind)

/**
 * Takes over the state of objects of the provider, so that what we keep of one is never older than what we kept before:
 * a state counts only when nobody took over another one since before it was read. No lock is held while the provider is
 * asked.
 */
@Injectable()
export class ProviderObjects {
  constructor(
    private readonly repository: ProviderObjectsRepository,
    private readonly stripe: StripeClient,
    private readonly database: Database,
  ) {}

  /** Null when the provider does not know it, or not any more. @throws DomainError `payment_provider_unavailable` */
  async read<K extends ObjectKind>({ kind, id, account }: ObjectRef<K>): Promise<ProviderObject<K> | null> {
    const options = account === null ? {} : { stripeAccount: account }
    const read = READERS[kind] as (api: Stripe, id: string, options: Options) => Promise<ProviderObject<K>>
    try {
      return await read(this.stripe.api, id, options)
    } catch (error) {
      if (this.stripe.isMissing(error)) return null
      throw this.stripe.failureOf(error) === null ? error : billingErrors.providerAway(error)
    }
  }

  /**
   * Reads an object and takes its state over in one transaction.
   *
   * @param prepare reads whatever else is needed, before the transaction
   */
  async converge<K extends ObjectKind, C>(
    ref: ObjectRef<K>,
    prepare: (object: ProviderObject<K>) => Promise<C>,
    apply: (tx: Tx, object: ProviderObject<K> | null, context: C | null) => Promise<void>,
  ): Promise<void> {
    const id = `${ref.kind}:${ref.id}`
    for (let isTaken = false; !isTaken;) {
      const seen = await this.repository.sequenceOf(id)
      const object = await this.read(ref)
      const context = object === null ? null : await prepare(object)
      isTaken = await this.database.transaction(async (tx) => {
        if (!(await this.repository.advance(tx, id, seen))) return false
        await apply(tx, object, context)
        return true
      })
    }
  }
}
