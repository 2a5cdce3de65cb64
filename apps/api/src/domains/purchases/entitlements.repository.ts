import { Injectable } from '@nestjs/common'
import { z } from 'zod'
import { Database, Prisma, type Tx } from '../../platform/database/index.ts'
import type { PurchaseFacts } from './entitlement.ts'
import { allowedUnits } from './metering.ts'

/** The facts of a purchase, with what is needed to speak of it and to count its use. */
export interface KnownPurchase extends PurchaseFacts {
  extensionId: string
  plan: { id: string; name: string }
  meter: {
    of: 'calls' | 'fuel'
    subscriptionId: string
    periodStartsAt: Date
    periodEndsAt: Date
    allowed: bigint
  } | null
}

interface FactsRow {
  id: string
  extensionId: string
  createdAt: Date
  state: 'open' | 'completed' | 'expired'
  quantity: number
  capMinor: bigint | null
  planId: string
  planName: string
  kind: 'free' | 'one_time' | 'subscription'
  perSeat: boolean
  usageUnit: 'calls' | 'fuel' | null
  unitAmountMinor: bigint
  perUnits: bigint
  subscriptionId: string | null
  status: string
  subscribedQuantity: number
  periodStartsAt: Date
  periodEndsAt: Date
  trialEndsAt: Date | null
  cancelAtPeriodEnd: boolean
  pastDueSince: Date | null
  used: bigint | null
  charges: unknown
}

const chargesSchema = z.array(
  z.object({
    capturedAt: z.coerce.date(),
    paidFrom: z.coerce.date().nullable(),
    grossMinor: z.coerce.bigint(),
    refundedMinor: z.coerce.bigint(),
    lostMinor: z.coerce.bigint(),
  }),
)

/** Reads what entitlements follow from: in one statement, because every call of what is paid for asks. */
@Injectable()
export class EntitlementsRepository {
  constructor(private readonly database: Database) {}

  /** What was bought of an extension, or of all of them. */
  async list(workspaceId: string, extension: string | null, tx?: Tx): Promise<KnownPurchase[]> {
    const which = extension === null ? Prisma.empty : Prisma.sql`AND p.extension_id = ${extension}`
    const rows = await (tx ?? this.database.client).$queryRaw<FactsRow[]>`
      SELECT p.id, p.extension_id AS "extensionId", p.created_at AS "createdAt", p.state::text AS state, p.quantity,
        p.cap_minor AS "capMinor", pl.id AS "planId", pl.name AS "planName", pl.kind::text AS kind, pl.per_seat AS "perSeat",
        pl.usage_unit::text AS "usageUnit", pr.unit_amount_minor AS "unitAmountMinor", pr.per_units AS "perUnits",
        s.id AS "subscriptionId", s.status, s.quantity AS "subscribedQuantity",
        s.current_period_start AS "periodStartsAt", s.current_period_end AS "periodEndsAt",
        s.trial_ends_at AS "trialEndsAt", s.cancel_at_period_end AS "cancelAtPeriodEnd",
        s.past_due_since AS "pastDueSince", u.used,
        (SELECT coalesce(json_agg(json_build_object('capturedAt', c.captured_at, 'paidFrom', c.paid_from, 'grossMinor', c.gross_minor::text,
            'refundedMinor', c.refunded_minor::text, 'lostMinor', c.lost_minor::text)), '[]')
          FROM charges c WHERE c.purchase_id = p.id) AS charges
      FROM purchases p
      JOIN plans pl ON pl.id = p.plan_id
      JOIN prices pr ON pr.id = p.price_id
      LEFT JOIN subscriptions s ON s.purchase_id = p.id
      LEFT JOIN usage_periods u ON u.subscription_id = s.id AND u.starts_at = s.current_period_start
      WHERE p.workspace_id = ${workspaceId}::uuid ${which} AND (p.state <> 'expired' OR s.id IS NOT NULL)`
    return rows.map(toKnownPurchase)
  }

  /** Extensions that are installed or were bought, whatever they cost. */
  async listKnown(workspaceId: string): Promise<{ id: string; pricing: unknown }[]> {
    return this.database.client.$queryRaw`
      SELECT e.id, e.pricing FROM extensions e
      WHERE EXISTS (SELECT 1 FROM installs i
          WHERE i.workspace_id = ${workspaceId}::uuid AND i.extension_id = e.id AND i.state <> 'removed')
        OR EXISTS (SELECT 1 FROM purchases p WHERE p.workspace_id = ${workspaceId}::uuid AND p.extension_id = e.id)
      ORDER BY e.id`
  }
}

function toKnownPurchase(row: FactsRow): KnownPurchase {
  const allowed = allowedUnits(row.capMinor ?? 0n, row)
  return {
    id: row.id,
    extensionId: row.extensionId,
    createdAt: row.createdAt,
    checkout: row.state,
    recurs: row.kind === 'subscription',
    subscription: row.subscriptionId === null ? null : subscriptionOf(row),
    charges: chargesSchema.parse(row.charges),
    seats: row.perSeat ? (row.subscriptionId === null ? row.quantity : row.subscribedQuantity) : null,
    usage: row.usageUnit === null ? null : { used: row.used ?? 0n, allowed },
    plan: { id: row.planId, name: row.planName },
    meter:
      row.usageUnit === null || row.subscriptionId === null
        ? null
        : {
            of: row.usageUnit,
            subscriptionId: row.subscriptionId,
            periodStartsAt: row.periodStartsAt,
            periodEndsAt: row.periodEndsAt,
            allowed,
          },
  }
}

const subscriptionOf = (row: FactsRow) => ({
  status: row.status,
  periodStartsAt: row.periodStartsAt,
  periodEndsAt: row.periodEndsAt,
  trialEndsAt: row.trialEndsAt,
  cancelAtPeriodEnd: row.cancelAtPeriodEnd,
  pastDueSince: row.pastDueSince,
})
