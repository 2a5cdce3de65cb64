import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { billingErrors, type CallParams, ProviderCalls, ProviderEvents } from '../billing/index.ts'
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
  async cancel(access: WorkspaceAccess, known: PurchaseRow): Promise<void> {
    const row = await this.upToDate(known)
    if (row.state === 'open' && row.subscription === null) return this.abandon(access, row)
    if (row.plan.kind !== 'subscription') throw purchasesErrors.paidOnce()
    const running = requireRunning(row)
    if (running.cancelAtPeriodEnd) return
    await this.change(access, row, running, {
      action: 'subscription.cancelled',
      change: { cancel_at_period_end: true },
    })
  }

  async keep(access: WorkspaceAccess, known: PurchaseRow): Promise<void> {
    const row = await this.upToDate(known)
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

  /**
   * A purchase as it is once everything that was asked for before has been done: a change that had no answer is asked for
   * again, and would undo a newer one that came between. Its checkout may have been paid without our having heard of it.
   *
   * @throws DomainError `payment_provider_unavailable` while an earlier change has no answer
   */
  async upToDate(row: PurchaseRow): Promise<PurchaseRow> {
    const { id, state, workspaceId, extensionId, subscription } = row
    if (state === 'open') await this.guard.hearOfOpen(workspaceId, extensionId)
    const earlier = await this.calls.findWaiting('subscription.update', `purchase:${id}`)
    if (earlier !== null) await this.finish(earlier)
    if (earlier !== null && subscription !== null)
      await this.events.refresh('subscription', subscription.providerSubscriptionId)
    return state === 'open' || earlier !== null ? ((await this.repository.findById(id)) ?? row) : row
  }

  private async finish(callId: string): Promise<void> {
    const { state, errorMessage } = await this.calls.perform(callId)
    if (state === 'decided') throw billingErrors.providerAway(errorMessage)
  }

  /** Decided and recorded together; then asked for at once, and what came of it is taken over. One after the other. */
  async change(
    access: WorkspaceAccess,
    row: PurchaseRow,
    running: Pick<Running, 'providerSubscriptionId'>,
    deed: { action: string; data?: Record<string, unknown>; change: Change },
  ): Promise<void> {
    const { providerSubscriptionId } = running
    const call = { kind: 'subscription.update', subject: `purchase:${row.id}` } as const
    const { earlier, callId } = await this.database.transaction(async (tx) => {
      await this.repository.lock(tx, row.workspaceId, row.extensionId)
      const waiting = await this.calls.findWaiting(call.kind, call.subject, tx)
      if (waiting !== null) return { earlier: waiting, callId: '' }
      const params = { id: providerSubscriptionId, ...deed.change }
      const decided = await this.calls.decide(tx, { ...call, params })
      await this.record(tx, access, row, deed)
      return { earlier: null, callId: decided }
    })
    if (earlier !== null) {
      await this.finish(earlier)
      return this.change(access, row, running, deed)
    }
    await this.calls.answerOf(call.kind, callId)
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
