import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { type CallParams, ProviderCalls, ProviderEvents } from '../billing/index.ts'
import type { WorkspaceAccess } from '../workspaces/index.ts'
import { requireCap } from './order.ts'
import { PurchaseGuard } from './purchase-guard.ts'
import { purchasesErrors } from './purchases.errors.ts'
import { ENDED_STATUSES, type PurchaseRow, PurchasesRepository } from './purchases.repository.ts'

export type Running = NonNullable<PurchaseRow['subscription']>
type Change = Omit<CallParams<'subscription.update'>, 'id'>

/** What a person changes about what the workspace has bought. */
@Injectable()
export class Subscriptions {
  constructor(
    private readonly repository: PurchasesRepository,
    private readonly guard: PurchaseGuard,
    private readonly calls: ProviderCalls,
    private readonly events: ProviderEvents,
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** A subscription ends with the period that is paid for; a checkout that nobody completed ends at once. */
  async cancel(access: WorkspaceAccess, row: PurchaseRow): Promise<void> {
    if (row.state === 'open' && row.subscription === null) return this.abandon(access, row)
    if (row.plan.kind !== 'subscription') throw purchasesErrors.paidOnce()
    const running = requireRunning(row)
    if (running.cancelAtPeriodEnd) return
    await this.change(access, row, running, {
      action: 'subscription.cancelled',
      change: { cancel_at_period_end: true },
    })
  }

  async keep(access: WorkspaceAccess, row: PurchaseRow): Promise<void> {
    const running = requireRunning(row)
    if (!running.cancelAtPeriodEnd) throw purchasesErrors.nothingToKeep()
    await this.change(access, row, running, { action: 'subscription.kept', change: { cancel_at_period_end: false } })
  }

  async setCap(access: WorkspaceAccess, row: PurchaseRow, cap: number): Promise<void> {
    if (row.plan.usageUnit === null) throw purchasesErrors.capNotForPlan()
    const capMinor = requireCap(cap, row.price)
    await this.database.transaction(async (tx) => {
      await this.repository.update(tx, row.id, { capMinor })
      await this.record(tx, access, row, { action: 'purchase.cap_set', data: { capMinor: String(capMinor) } })
    })
  }

  private async abandon(access: WorkspaceAccess, row: PurchaseRow): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.repository.lock(tx, row.workspaceId, row.extensionId)
      const now = await this.repository.findById(row.id, tx)
      if (now === null || now.state !== 'open') return
      await this.guard.abandon(tx, now)
      await this.record(tx, access, row, { action: 'purchase.abandoned' })
    })
  }

  /** Decided and recorded together; then asked for at once, and what came of it is taken over. */
  async change(
    access: WorkspaceAccess,
    row: PurchaseRow,
    { providerSubscriptionId }: Running,
    deed: { action: string; data?: Record<string, unknown>; change: Change },
  ): Promise<void> {
    const callId = await this.database.transaction(async (tx) => {
      const params = { id: providerSubscriptionId, ...deed.change }
      const id = await this.calls.decide(tx, { kind: 'subscription.update', subject: `purchase:${row.id}`, params })
      await this.record(tx, access, row, deed)
      return id
    })
    await this.calls.answerOf('subscription.update', callId)
    await this.events.refresh('subscription', providerSubscriptionId)
  }

  private record(
    tx: Tx,
    { userId, workspaceId }: WorkspaceAccess,
    { id, extensionId }: PurchaseRow,
    { action, data }: { action: string; data?: Record<string, unknown> },
  ): Promise<void> {
    const subject = `purchase:${id}`
    return this.audit.append(tx, {
      actorId: userId,
      action,
      subject,
      workspaceId,
      data: { extension: extensionId, ...data },
    })
  }
}

const ENDED: ReadonlySet<string> = new Set(ENDED_STATUSES)

/** @throws DomainError `subscription_not_running` */
export function requireRunning({ subscription }: PurchaseRow): Running {
  if (subscription === null || ENDED.has(subscription.status)) throw purchasesErrors.notRunning()
  return subscription
}
