import { Injectable } from '@nestjs/common'
import {
  type Entitlement,
  extensionIdSchema,
  planIdSchema,
  type PricingSummary,
  purchaseIdSchema,
} from '@grantry/contract'
import { AppConfig } from '../../config/app-config.ts'
import { Clock } from '../../kernel/clock.ts'
import { CatalogService, pricingOf } from '../catalog/index.ts'
import { WorkspacesService } from '../workspaces/index.ts'
import { entitlementOf, type Verdict } from './entitlement.ts'
import { messageOf, wayOutOf } from './entitlement-message.ts'
import { EntitlementsRepository, type KnownPurchase } from './entitlements.repository.ts'
import { purchasesErrors } from './purchases.errors.ts'

/** What somebody wants to use. */
export interface Use {
  workspaceId: string
  extension: string
  /** As the store shows it: whoever holds the extension's row has it at hand. */
  pricing: PricingSummary
}

const DAY_MS = 86_400_000

/**
 * The gate of what is paid for. Read from the database each time: a refund, a cancelling or a payment counts from the next
 * question on, on every node, with nothing to invalidate.
 */
@Injectable()
export class Entitlements {
  constructor(
    private readonly repository: EntitlementsRepository,
    private readonly workspaces: WorkspacesService,
    private readonly catalog: CatalogService,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /**
   * For somebody: payment, a seat and what is left of a cap. Answers the purchase it rests on, or null when it is free.
   * @throws DomainError 402 with the reason as its code
   */
  async require(use: Use, userId: string): Promise<KnownPurchase | null> {
    if (isFree(use.pricing)) return null
    const purchases = await this.repository.list(use.workspaceId, use.extension)
    const needsSeat = purchases.some(({ seats }) => seats !== null)
    const seat = needsSeat ? await this.workspaces.findSeat(use.workspaceId, userId) : null
    return requireOpen(this.decide(use, purchases, seat), use)
  }

  /** For the workspace, in the middle of what was begun: payment alone. @throws DomainError as {@link require} */
  async requirePaid(use: Use): Promise<void> {
    if (isFree(use.pricing)) return
    const purchases = await this.repository.list(use.workspaceId, use.extension)
    requireOpen(this.decide(use, purchases.map(withoutCap), null), use)
  }

  async describe(workspaceId: string, extension: string, userId: string): Promise<Entitlement> {
    const { pricing } = await this.catalog.get(extension)
    const purchases = await this.repository.list(workspaceId, extension)
    const seat = await this.workspaces.findSeat(workspaceId, userId)
    return this.describeUse({ workspaceId, extension, pricing }, purchases, seat)
  }

  /** Of everything that the workspace has installed or bought. */
  async list(workspaceId: string, userId: string): Promise<Entitlement[]> {
    const [extensions, bought, seat] = await Promise.all([
      this.repository.listKnown(workspaceId),
      this.repository.list(workspaceId, null),
      this.workspaces.findSeat(workspaceId, userId),
    ])
    const purchases = Map.groupBy(bought, ({ extensionId }) => extensionId)
    return extensions.map((row) =>
      this.describeUse({ workspaceId, extension: row.id, pricing: pricingOf(row) }, purchases.get(row.id) ?? [], seat),
    )
  }

  /** What the purchases of an extension come to for the workspace as a whole. */
  decide(use: Use, purchases: readonly KnownPurchase[], seat: number | null): Verdict<KnownPurchase> {
    return entitlementOf({
      offer: isFree(use.pricing) ? 'free' : 'paid',
      purchases,
      seat,
      now: this.clock.now(),
      graceMs: this.graceMs,
    })
  }

  get graceMs(): number {
    return this.config.billing.graceDays * DAY_MS
  }

  private describeUse(use: Use, purchases: readonly KnownPurchase[], seat: number | null): Entitlement {
    const verdict = this.decide(use, purchases, seat)
    const { state, reason, until, purchase } = verdict
    return {
      extension: extensionIdSchema.parse(use.extension),
      state,
      reason,
      message: messageOf(verdict, use.extension),
      until: until?.toISOString() ?? null,
      plan: purchase === null ? null : { id: planIdSchema.parse(purchase.plan.id), name: purchase.plan.name },
      purchaseId: purchase === null ? null : purchaseIdSchema.parse(purchase.id),
      wayOut: state === 'open' ? null : wayOutOf(reason, use.extension, use.workspaceId),
    }
  }
}

const isFree = ({ model }: PricingSummary): boolean => model === 'free' || model === 'freemium'

/** What was begun may end: its use is reserved. */
const withoutCap = (purchase: KnownPurchase): KnownPurchase => ({ ...purchase, usage: null })

function requireOpen(verdict: Verdict<KnownPurchase>, { extension, workspaceId }: Use): KnownPurchase | null {
  if (verdict.state === 'open') return verdict.purchase
  const wayOut = wayOutOf(verdict.reason, extension, workspaceId)
  throw purchasesErrors.closed(verdict.reason, messageOf(verdict, extension), { extension, workspaceId, wayOut })
}
