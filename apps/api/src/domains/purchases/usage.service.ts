import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common'
import { type PurchaseUsage } from '@grantry/contract'
import { Clock } from '../../kernel/clock.ts'
import { toMoney } from '../../kernel/money.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { Queue } from '../../platform/queue/index.ts'
import { type ProviderCallRow, ProviderCalls, providerAmount } from '../billing/index.ts'
import { meterEventOf } from '../plans/index.ts'
import type { KnownPurchase } from './entitlements.repository.ts'
import { allowedUnits, blocksOf, costOf } from './metering.ts'
import { purchasesErrors } from './purchases.errors.ts'
import type { PurchaseRow } from './purchases.repository.ts'
import { type PeriodRef, UsageRepository } from './usage.repository.ts'
import { reportNameOf, reportOf, secondsWithin } from './usage-report.ts'

/** A use that may go on, up to what is reserved for it. */
export interface Reservation {
  eventId: string
  of: 'calls' | 'fuel'
  quantity: bigint
}

/** Uses are told to the provider together, this long after the first of them. */
const REPORT_AFTER_MS = 2_000
/** A use whose end was not told by then has none: its server is gone. It costs nothing. */
const ABANDONED_AFTER_MS = 24 * 3_600_000
/** When the provider is told again of what it has refused. */
const AFTER_REFUSAL_MS = 3_600_000
/** The provider takes use that is younger than 35 days; periods have up to 31. */
const TELLABLE_MS = 66 * 86_400_000
const SWEEP_MS = 10 * 60_000
const BATCH = 100

/** Counts what is paid for by use, and holds it against the cap before it begins. */
@Injectable()
export class Usage implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('usage')
  private timer: NodeJS.Timeout | null = null
  private sweeping: Promise<void> = Promise.resolve()

  constructor(
    private readonly repository: UsageRepository,
    private readonly calls: ProviderCalls,
    private readonly queue: Queue,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.calls.on('meter_event.create', {
      onAnswer: async () => undefined,
      onRefusal: (tx, call) => this.refused(tx, call),
    })
    this.queue.listen('usage.settled', 'purchases', ({ subscriptionId, startsAt }) =>
      this.report({ subscriptionId, startsAt: new Date(startsAt) }),
    )
    this.timer = setInterval(() => {
      this.sweeping = this.sweep().catch((error: unknown) =>
        this.logger.warn({ msg: 'uses that were abandoned could not be settled', err: error }),
      )
    }, SWEEP_MS)
  }

  async onModuleDestroy(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer)
    await this.sweeping
  }

  /**
   * Sets aside what a use may cost at most: a call, or as much fuel as it may burn and the cap still pays for.
   * Null when nothing is counted, or when this use is counted already. @throws the error of `full` when nothing is left
   */
  async reserve(
    { meter, id }: KnownPurchase,
    use: { workspaceId: string; key: string; fuel: bigint; full: () => Error },
  ): Promise<Reservation | null> {
    if (meter === null) return null
    const period = { subscriptionId: meter.subscriptionId, startsAt: meter.periodStartsAt }
    return this.database.transaction(async (tx) => {
      const used = await this.repository.lock(tx, period, meter.periodEndsAt)
      const left = meter.allowed - used
      if (left <= 0n) throw use.full()
      const wanted = meter.of === 'calls' ? 1n : use.fuel
      const quantity = wanted < left ? wanted : left
      const { workspaceId, key } = use
      const at = this.clock.now()
      const eventId = await this.repository.reserve(tx, period, { workspaceId, key: `${id}:${key}`, quantity, at })
      return eventId === null ? null : { eventId, of: meter.of, quantity }
    })
  }

  /** What was used in the end. What failed costs nothing. */
  async settle({ eventId, of, quantity }: Reservation, end: { outcome: 'answered' | 'failed'; fuel: bigint }) {
    const actual = end.outcome === 'failed' ? 0n : of === 'calls' ? 1n : end.fuel < quantity ? end.fuel : quantity
    await this.settleEvent(eventId, actual)
  }

  async describe(row: PurchaseRow): Promise<PurchaseUsage> {
    const { subscription, price, plan, capMinor } = row
    if (plan.usageUnit === null || capMinor === null) throw purchasesErrors.notMetered()
    if (subscription === null) throw purchasesErrors.notRunning()
    const { id: subscriptionId, currentPeriodStart: startsAt, currentPeriodEnd } = subscription
    const used = (await this.repository.find({ subscriptionId, startsAt }))?.used ?? 0n
    return {
      meter: { of: plan.usageUnit, units: Number(price.perUnits) },
      from: startsAt.toISOString(),
      to: currentPeriodEnd.toISOString(),
      used: String(used),
      blocks: Number(blocksOf(used, price)),
      cost: toMoney(costOf(used, price), price.currency),
      cap: toMoney(capMinor, price.currency),
      left: String(max(0n, allowedUnits(capMinor, price) - used)),
    }
  }

  private async settleEvent(eventId: string, quantity: bigint): Promise<void> {
    const { subscriptionId, periodStartsAt } = await this.repository.findEvent(eventId)
    await this.database.transaction(async (tx) => {
      const isFirst = await this.repository.settle(tx, eventId, quantity, this.clock.now())
      if (!isFirst) return
      const after = new Date(this.clock.now().getTime() + REPORT_AFTER_MS)
      const news = { subscriptionId, startsAt: periodStartsAt.toISOString() }
      await this.queue.publish(tx, 'usage.settled', news, { after })
    })
  }

  /** Tells the provider of the blocks that were begun since it was told last. */
  private async report(period: PeriodRef): Promise<void> {
    await this.database.transaction(async (tx) => this.reportIn(tx, period))
  }

  private async reportIn(tx: Tx, period: PeriodRef): Promise<void> {
    const row = await this.repository.lockForReport(tx, period)
    if (row === null) return
    const { subscription, settled, reportedBlocks } = row
    const blocks = blocksOf(settled, subscription.price)
    await this.repository.noteReport(tx, period, blocks)
    if (blocks === reportedBlocks) return
    const customer = await this.repository.findCustomer(subscription.workspaceId, subscription.buyerId)
    if (customer === null) throw new Error(`The subscription ${subscription.id} has no customer`)
    const value = String(providerAmount(blocks - reportedBlocks))
    await this.calls.decide(tx, {
      kind: 'meter_event.create',
      subject: `usage:${subscription.id}`,
      params: {
        event_name: meterEventOf(subscription.planId),
        identifier: reportNameOf(period, { from: reportedBlocks, to: blocks }),
        payload: { stripe_customer_id: customer, value },
        timestamp: secondsWithin(row, this.clock.now()),
      },
    })
  }

  /** What the provider did not take is told again, with what was used since. What it may have taken is not. */
  private async refused(tx: Tx, { state, params }: ProviderCallRow): Promise<void> {
    if (state !== 'refused') return
    const { period, blocks } = reportOf(params)
    await this.repository.takeBackReport(tx, period, blocks)
    const after = new Date(this.clock.now().getTime() + AFTER_REFUSAL_MS)
    const news = { subscriptionId: period.subscriptionId, startsAt: period.startsAt.toISOString() }
    if (after.getTime() - period.startsAt.getTime() < TELLABLE_MS)
      await this.queue.publish(tx, 'usage.settled', news, { after })
  }

  /** Gives back what was set aside by servers that are gone. */
  async sweep(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - ABANDONED_AFTER_MS)
    for (const eventId of await this.repository.abandoned(before, BATCH)) await this.settleEvent(eventId, 0n)
  }
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b)
