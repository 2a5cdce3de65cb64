import { Injectable, type OnModuleInit } from '@nestjs/common'
import type { Tx } from '../../platform/database/index.ts'
import { type AccountTie, AccountTies, type ClosingChoices } from '../accounts/index.ts'
import { AuditService } from '../audit/index.ts'
import { ProviderCalls } from '../billing/index.ts'
import { PurchaseGuard } from './purchase-guard.ts'
import { type PurchaseRow, PurchasesRepository } from './purchases.repository.ts'

/** Nobody goes on paying for what they cannot reach any more. */
@Injectable()
export class PurchasesTie implements AccountTie, OnModuleInit {
  readonly name = 'purchases'

  constructor(
    private readonly repository: PurchasesRepository,
    private readonly guard: PurchaseGuard,
    private readonly calls: ProviderCalls,
    private readonly audit: AuditService,
    private readonly ties: AccountTies,
  ) {}

  onModuleInit(): void {
    this.ties.register(this)
  }

  async findReasons(tx: Tx, userId: string, { subscriptions }: ClosingChoices): Promise<string[]> {
    if (subscriptions === 'cancel') return []
    return (await this.repository.lockRenewing(tx, userId)).map(sentenceOf)
  }

  async exportOf(userId: string): Promise<unknown> {
    const purchases = await this.repository.listOfBuyer(userId)
    return purchases.map(({ id, extension, workspace, plan, subscription, createdAt }) => ({
      id,
      extension: extension.id,
      workspace: workspace.name,
      plan: plan.name,
      subscription: subscription?.status ?? null,
      createdAt: createdAt.toISOString(),
    }))
  }

  /** What is paid for stays open to the workspace until its period ends; a checkout that nobody completed ends now. */
  async release(tx: Tx, userId: string): Promise<void> {
    for (const open of await this.repository.listOpenOf(tx, userId)) await this.guard.abandon(tx, open)
    for (const purchase of await this.repository.lockRenewing(tx, userId)) await this.cancel(tx, userId, purchase)
  }

  private async cancel(tx: Tx, userId: string, { id, workspaceId, extensionId, subscription }: PurchaseRow) {
    if (subscription === null) return
    const subject = `purchase:${id}`
    const params = { id: subscription.providerSubscriptionId, cancel_at_period_end: true }
    await this.calls.decide(tx, { kind: 'subscription.update', subject, params })
    await this.audit.append(tx, {
      actorId: userId,
      action: 'subscription.cancelled',
      subject,
      workspaceId,
      data: { extension: extensionId, because: 'account.closed' },
    })
  }
}

const sentenceOf = ({ extension, workspace, subscription }: PurchaseRow): string =>
  `You pay for ${extension.name || extension.id} in the workspace “${workspace.name}”, next on ` +
  `${subscription?.currentPeriodEnd.toISOString().slice(0, 10)}. Cancel it, or choose that closing cancels it.`
