import { Injectable, type OnModuleInit } from '@nestjs/common'
import { Database, type Tx } from '../../platform/database/index.ts'
import { type CallKind, type CallParams, type DecidedCall, ProviderCalls } from '../billing/index.ts'
import { PlansRepository, type PricedRow } from './plans.repository.ts'

/** Name of the events by which use of a plan is told to the provider. */
export const meterEventOf = (planId: string): string => `grantry_${planId}`

/**
 * Brings plans and prices to the payment provider, when somebody first buys: a product for a plan, a meter when it is paid
 * by use, a price for a price. Each of them is asked for under one key, which the row keeps, and so is made once.
 */
@Injectable()
export class ProviderPrices implements OnModuleInit {
  constructor(
    private readonly repository: PlansRepository,
    private readonly calls: ProviderCalls,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.calls.on('product.create', {
      onAnswer: (tx, { subject }, { id }) => this.repository.setProvider(tx, 'product', idOf(subject), id),
      onRefusal: (tx, { subject }) => this.repository.forgetCall(tx, 'product', idOf(subject)),
    })
    this.calls.on('meter.create', {
      onAnswer: (tx, { subject }, { id }) => this.repository.setProvider(tx, 'meter', idOf(subject), id),
      onRefusal: (tx, { subject }) => this.repository.forgetCall(tx, 'meter', idOf(subject)),
    })
    this.calls.on('price.create', {
      onAnswer: (tx, { subject }, { id }) => this.repository.setProvider(tx, 'price', idOf(subject), id),
      onRefusal: (tx, { subject }) => this.repository.forgetCall(tx, 'price', idOf(subject)),
    })
  }

  /** The provider's id of a price. @throws DomainError `payment_provider_refused`, `payment_provider_unavailable` */
  async ensure(row: PricedRow): Promise<string> {
    if (row.providerPriceId !== null) return row.providerPriceId
    const product = await this.ensureProduct(row)
    const meter = row.plan.usageUnit === null ? null : await this.ensureMeter(row)
    return this.once('price', 'price.create', row.id, {
      product,
      currency: row.currency,
      unit_amount: Number(row.unitAmountMinor),
      metadata: { grantry_price: row.id },
      ...recurringOf(row, meter),
    })
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
  private async once<K extends 'product.create' | 'meter.create' | 'price.create'>(
    what: 'product' | 'meter' | 'price',
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

const idOf = (subject: string): string => subject.slice(subject.indexOf(':') + 1)

const recurringOf = ({ interval, plan }: PricedRow, meter: string | null) => {
  if (meter !== null) return { recurring: { interval: 'month', usage_type: 'metered', meter } } as const
  return plan.kind === 'subscription' ? { recurring: { interval: interval ?? 'month' } as const } : {}
}
