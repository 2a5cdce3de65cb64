import { Injectable, type OnModuleInit } from '@nestjs/common'
import { Database, type Tx } from '../../platform/database/index.ts'
import {
  type CallKind,
  type CallParams,
  type DecidedCall,
  type ProviderCallRow,
  ProviderCalls,
  Taxes,
} from '../billing/index.ts'
import { type Asked, PlansRepository, type PricedRow, suits } from './plans.repository.ts'

/** Name of the events by which use of a plan is told to the provider. */
export const meterEventOf = (planId: string): string => `grantry_${planId}`

/**
 * Brings plans and prices to the payment provider, when somebody first buys: a product for a plan, a meter when it is paid
 * by use, a price for a price. Each of them is asked for under one key, which the row keeps, and so is made once. Whether taxes
 * are in a price cannot be changed there: for other terms another one is made, and who pays at the first one goes on so.
 */
@Injectable()
export class ProviderPrices implements OnModuleInit {
  constructor(
    private readonly repository: PlansRepository,
    private readonly calls: ProviderCalls,
    private readonly taxes: Taxes,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.calls.on('product.create', {
      onAnswer: (tx, call, { id }) => this.repository.setProvider(tx, 'product', askedBy(call), id),
      onRefusal: (tx, call) => this.repository.forgetCall(tx, 'product', askedBy(call)),
    })
    this.calls.on('meter.create', {
      onAnswer: (tx, call, { id }) => this.repository.setProvider(tx, 'meter', askedBy(call), id),
      onRefusal: (tx, call) => this.repository.forgetCall(tx, 'meter', askedBy(call)),
    })
    this.calls.on('price.create', {
      onAnswer: (tx, call, { id }) => this.repository.setProvider(tx, 'price', askedBy(call), id),
      onRefusal: (tx, call) => this.repository.forgetCall(tx, 'price', askedBy(call)),
    })
  }

  /** The provider's id of a price. @throws DomainError `payment_provider_refused`, `payment_provider_unavailable` */
  async ensure(row: PricedRow): Promise<string> {
    const tax = this.taxes.terms
    if (row.providerPriceId !== null && suits(row.providerTax, tax)) return row.providerPriceId
    const product = await this.ensureProduct(row)
    const meter = row.plan.usageUnit === null ? null : await this.ensureMeter(row)
    const params = { ...priceParams(row, product, meter), ...(tax !== 'none' && { tax_behavior: tax }) }
    const callId = await this.database.transaction(async (tx) => {
      const known = await this.repository.lockPriceCall(tx, row.id, tax)
      if (known !== null) return known
      const fresh = await this.calls.decide(tx, { kind: 'price.create', subject: `price:${row.id}`, params })
      await this.repository.setPriceCall(tx, row.id, fresh, tax)
      return fresh
    })
    return (await this.calls.answerOf('price.create', callId)).id
  }

  private async ensureProduct({ plan }: PricedRow): Promise<string> {
    if (plan.providerProductId !== null) return plan.providerProductId
    return this.once('product', 'product.create', plan.id, {
      name: `${plan.extension.name || plan.extensionId}: ${plan.name}`,
      metadata: { grantry_plan: plan.id, grantry_extension: plan.extensionId },
    })
  }

  private async ensureMeter({ plan }: PricedRow): Promise<string> {
    if (plan.providerMeterId !== null) return plan.providerMeterId
    return this.once('meter', 'meter.create', plan.id, {
      display_name: `${plan.extensionId}: ${plan.name}`.slice(0, 250),
      event_name: meterEventOf(plan.id),
      default_aggregation: { formula: 'sum' },
    })
  }

  /** Under the lock of the row it is found out whether it was asked for before; then that call's answer counts. */
  private async once<K extends 'product.create' | 'meter.create'>(
    what: 'product' | 'meter',
    kind: K & CallKind,
    id: string,
    params: CallParams<K>,
  ): Promise<string> {
    const call: DecidedCall<K> = { kind, subject: `${what}:${id}`, params }
    const callId = await this.database.transaction(async (tx: Tx) => {
      const known = await this.repository.lockCall(tx, what, id)
      if (known !== null) return known
      const fresh = await this.calls.decide(tx, call)
      await this.repository.setCall(tx, what, id, fresh)
      return fresh
    })
    return (await this.calls.answerOf(kind, callId)).id
  }
}

const askedBy = ({ id, subject }: ProviderCallRow): Asked => ({
  id: subject.slice(subject.indexOf(':') + 1),
  callId: id,
})

/** By its metadata a price is known again, whatever price of the provider took its place. */
const priceParams = (row: PricedRow, product: string, meter: string | null): CallParams<'price.create'> => ({
  product,
  currency: row.currency,
  unit_amount: Number(row.unitAmountMinor),
  metadata: { grantry_price: row.id },
  ...recurringOf(row, meter),
})

const recurringOf = ({ interval, plan }: PricedRow, meter: string | null) => {
  if (meter !== null) return { recurring: { interval: 'month', usage_type: 'metered', meter } } as const
  return plan.kind === 'subscription' ? { recurring: { interval: interval ?? 'month' } as const } : {}
}
