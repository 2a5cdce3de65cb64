import { Injectable } from '@nestjs/common'
import {
  type createPlanSchema,
  type newPriceSchema,
  type Plan,
  PLAN_LIMITS,
  type updatePlanSchema,
} from '@grantry/contract'
import type { z } from 'zod'
import { Clock } from '../../kernel/clock.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { Taxes } from '../billing/index.ts'
import { CatalogService } from '../catalog/index.ts'
import { plansErrors } from './plans.errors.ts'
import { type NewPlan, type PlanRow, PlansRepository, type PricedRow, type PriceTerms } from './plans.repository.ts'
import { pricingOf } from './pricing-summary.ts'
import { toPlan, toPricedPlan } from './views.ts'

/** An extension whose plans somebody may change. Only `PlanOwners` makes one. */
export interface PlanOwner {
  extensionId: string
  userId: string
}

type NewPlanInput = z.infer<typeof createPlanSchema>
type NewPriceInput = z.infer<typeof newPriceSchema>

/** Plans and their prices. Changes of one extension take turns, and leave the store's summary true. */
@Injectable()
export class PlansService {
  constructor(
    private readonly repository: PlansRepository,
    private readonly catalog: CatalogService,
    private readonly taxes: Taxes,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** What is on offer, to everybody. */
  async listOffered(extensionId: string): Promise<Plan[]> {
    await this.catalog.get(extensionId)
    const rows = await this.repository.list(extensionId)
    return rows
      .filter(({ state }) => state === 'active')
      .map((row) => toPlan(row, { prices: 'on offer', tax: this.taxes.terms }))
  }

  /** In every state, with what is no longer on offer. */
  async listAll({ extensionId }: PlanOwner): Promise<Plan[]> {
    const rows = await this.repository.list(extensionId)
    return rows.map((row) => toPlan(row, { prices: 'everything', tax: this.taxes.terms }))
  }

  /** A price that somebody can buy at now, with its plan: of an extension that the store shows. @throws DomainError `not_found` */
  async getOffered(priceId: string): Promise<PricedRow> {
    const row = await this.repository.findPrice(priceId)
    if (row === null || !row.active || row.plan.state !== 'active') throw plansErrors.priceNotFound()
    await this.catalog.requirePublic(row.plan.extensionId)
    return row
  }

  async create(owner: PlanOwner, input: NewPlanInput): Promise<Plan> {
    return this.change(owner, 'plan.created', async (tx) => {
      const offered = (await this.repository.list(owner.extensionId, tx)).filter(({ state }) => state === 'active')
      requireRoom(offered, input.kind)
      const id = await this.repository.create(tx, { ...planOf(input), ...authorOf(owner) })
      const prices: NewPriceInput[] = 'prices' in input ? input.prices : []
      const perUnits = BigInt('meter' in input ? input.meter.units : 1)
      for (const price of prices)
        await this.repository.createPrice(tx, { ...termsOf(price, id, perUnits), createdById: owner.userId })
      return id
    })
  }

  async update(owner: PlanOwner, id: string, change: z.infer<typeof updatePlanSchema>): Promise<Plan> {
    return this.change(owner, 'plan.changed', async (tx) => {
      const plan = await this.require(tx, owner, id)
      if (change.state === 'offered' && plan.state === 'archived') {
        const others = await this.repository.list(owner.extensionId, tx)
        requireRoom(
          others.filter(({ state }) => state === 'active'),
          plan.kind,
        )
      }
      const { state, ...heading } = change
      const row = { ...heading, ...(state !== undefined && { state: STORED_STATE[state] }) }
      await this.repository.update(tx, id, row, this.clock.now())
      return id
    })
  }

  /** Puts a price in the place of the one of the same currency and interval. */
  async setPrice(owner: PlanOwner, id: string, input: NewPriceInput): Promise<Plan> {
    return this.change(owner, 'plan.price_set', async (tx) => {
      const plan = await this.require(tx, owner, id)
      if (plan.state === 'archived') throw plansErrors.archived()
      requireFitting(plan, input)
      const offered = plan.prices.filter(({ active }) => active)
      const former = offered.find(
        ({ currency, interval }) => currency === input.currency && interval === (input.interval ?? null),
      )
      if (former === undefined && offered.length >= PLAN_LIMITS.pricesPerPlan) throw plansErrors.tooManyPrices()
      if (former !== undefined) await this.repository.retirePrice(tx, former.id)
      const terms = termsOf(input, id, plan.prices[0]?.perUnits ?? 1n)
      await this.repository.createPrice(tx, { ...terms, createdById: owner.userId })
      return id
    })
  }

  async retirePrice(owner: PlanOwner, id: string, priceId: string): Promise<Plan> {
    return this.change(owner, 'plan.price_retired', async (tx) => {
      const plan = await this.require(tx, owner, id)
      const price = plan.prices.find((candidate) => candidate.id === priceId)
      if (price === undefined) throw plansErrors.priceNotFound()
      if (price.active && plan.prices.filter(({ active }) => active).length === 1) throw plansErrors.lastPrice()
      await this.repository.retirePrice(tx, priceId)
      return id
    })
  }

  /** `work` answers the id of the plan it changed; the answer is that plan as it then is. */
  private async change(owner: PlanOwner, action: string, work: (tx: Tx) => Promise<string>): Promise<Plan> {
    const { extensionId, userId } = owner
    return this.database.transaction(async (tx) => {
      await this.catalog.lockPricing(tx, extensionId)
      const id = await work(tx)
      const plans = await this.repository.list(extensionId, tx)
      await this.catalog.setPricing(tx, extensionId, pricingOf(plans.map((row) => toPricedPlan(row, this.taxes.terms))))
      const plan = toPlan(await this.require(tx, owner, id), { prices: 'everything', tax: this.taxes.terms })
      const { name, kind, state, prices } = plan
      const data = {
        extension: extensionId,
        name,
        kind,
        state,
        prices: prices.filter((price) => price.state === 'offered'),
      }
      await this.audit.append(tx, { actorId: userId, action, subject: `plan:${id}`, data })
      return plan
    })
  }

  private async require(tx: Tx, { extensionId }: PlanOwner, id: string): Promise<PlanRow> {
    const plan = await this.repository.find(extensionId, id, tx)
    if (plan === null) throw plansErrors.planNotFound()
    return plan
  }
}

const STORED_STATE = { offered: 'active', archived: 'archived' } as const

const authorOf = ({ extensionId, userId }: PlanOwner) => ({ extensionId, createdById: userId })

const planOf = (input: NewPlanInput): Omit<NewPlan, 'extensionId' | 'createdById'> => ({
  name: input.name,
  description: input.description,
  kind: input.kind === 'metered' ? 'subscription' : input.kind,
  perSeat: input.kind === 'subscription' && input.perSeat,
  trialDays: input.kind === 'subscription' ? input.trialDays : 0,
  usageUnit: input.kind === 'metered' ? input.meter.of : null,
})

/** A metered plan is billed by the month. */
const termsOf = (price: NewPriceInput, planId: string, perUnits: bigint): Omit<PriceTerms, 'createdById'> => ({
  planId,
  currency: price.currency,
  unitAmountMinor: BigInt(price.amountMinor),
  interval: price.interval ?? null,
  perUnits,
})

function requireRoom(offered: readonly { kind: string }[], kind: string): void {
  if (offered.length >= PLAN_LIMITS.plansPerExtension) throw plansErrors.tooMany()
  if (kind === 'free' && offered.some((plan) => plan.kind === 'free')) throw plansErrors.secondFree()
}

function requireFitting({ kind, usageUnit }: PlanRow, { interval }: NewPriceInput): void {
  if (kind === 'free') throw plansErrors.priceNotForPlan('cannot be: it is free')
  const recurs = kind === 'subscription' && usageUnit === null
  if (recurs && interval === undefined) throw plansErrors.priceNotForPlan('needs an interval: month or year')
  if (!recurs && interval !== undefined) throw plansErrors.priceNotForPlan('has no interval')
}
