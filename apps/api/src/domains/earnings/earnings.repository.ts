import { Injectable } from '@nestjs/common'
import { Database, Prisma } from '../../platform/database/index.ts'

export interface BalanceSums {
  currency: string
  pending: bigint
  available: bigint
  disputed: bigint
  onTheWay: bigint
  paidOut: bigint
}

export interface DayRow {
  day: string
  currency: string
  sales: number
  gross: bigint
  earned: bigint
  takenBack: bigint
}

export interface StatementRow {
  at: Date
  cause: string
  providerChargeId: string | null
  extensionId: string | null
  currency: string
  grossMinor: bigint | null
  taxMinor: bigint | null
  platformMinor: bigint | null
  amountMinor: bigint
}

/** Reads what a publisher earns. */
@Injectable()
export class EarningsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  balances(publisherId: string, now: Date): Promise<BalanceSums[]> {
    return this.db.$queryRaw<BalanceSums[]>`
      WITH lines AS (
        SELECT l.currency, l.amount_minor, l.matures_at <= ${now} AS is_mature,
          EXISTS (SELECT 1 FROM payout_lines p WHERE p.line_id = l.id AND p.released_at IS NULL) AS is_covered
        FROM earning_lines l WHERE l.publisher_id = ${publisherId}::uuid
      ), sums AS (
        SELECT currency, sum(amount_minor) FILTER (WHERE NOT is_covered AND NOT is_mature) AS pending,
          sum(amount_minor) FILTER (WHERE NOT is_covered AND is_mature) AS available, 0::numeric AS disputed,
          0::numeric AS on_the_way, 0::numeric AS paid_out FROM lines GROUP BY currency
        UNION ALL SELECT e.currency, 0, 0, -sum(e.amount_minor), 0, 0 FROM ledger_entries e
          WHERE e.account_code = 'publisher:' || ${publisherId} || ':held' GROUP BY e.currency
        UNION ALL SELECT currency, 0, 0, 0, sum(amount_minor) FILTER (WHERE state IN ('decided', 'sent')),
          sum(amount_minor) FILTER (WHERE state = 'paid') FROM payouts
          WHERE publisher_id = ${publisherId}::uuid GROUP BY currency
      )
      SELECT currency::text AS currency, coalesce(sum(pending), 0)::bigint AS pending,
        coalesce(sum(available), 0)::bigint AS available, coalesce(sum(disputed), 0)::bigint AS disputed,
        coalesce(sum(on_the_way), 0)::bigint AS "onTheWay", coalesce(sum(paid_out), 0)::bigint AS "paidOut"
      FROM sums GROUP BY 1 ORDER BY 1`
  }

  /** A charge counts on its day, what is taken back on the day on which that became known. */
  days(publisherId: string, { from, to, extensionId }: { from: Date; to: Date; extensionId: string | null }) {
    const ofExtension = extensionId === null ? Prisma.empty : Prisma.sql`AND c.extension_id = ${extensionId}`
    return this.db.$queryRaw<DayRow[]>`
      WITH moves AS (
        SELECT (CASE WHEN l.cause LIKE 'charge:%' THEN c.captured_at ELSE l.at END) AS at, l.currency, l.amount_minor,
          l.cause LIKE 'charge:%' AS is_sale, c.gross_minor
        FROM earning_lines l JOIN charges c ON c.id = l.charge_id
        WHERE l.publisher_id = ${publisherId}::uuid ${ofExtension}
      )
      SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, currency::text AS currency,
        count(*) FILTER (WHERE is_sale)::int AS sales,
        coalesce(sum(gross_minor) FILTER (WHERE is_sale), 0)::bigint AS gross,
        coalesce(sum(amount_minor) FILTER (WHERE is_sale), 0)::bigint AS earned,
        coalesce(-sum(amount_minor) FILTER (WHERE NOT is_sale), 0)::bigint AS "takenBack"
      FROM moves WHERE at >= ${from} AND at < ${to} GROUP BY 1, 2 ORDER BY 1, 2`
  }

  /** Everything that changed what a publisher is owed in a period, oldest first. */
  statement(publisherId: string, { from, to }: { from: Date; to: Date }): Promise<StatementRow[]> {
    return this.db.$queryRaw<StatementRow[]>`
      SELECT l.at, l.cause, c.provider_charge_id AS "providerChargeId", c.extension_id AS "extensionId",
        l.currency::text AS currency, s.gross_minor AS "grossMinor", s.tax_minor AS "taxMinor",
        s.platform_minor AS "platformMinor", l.amount_minor AS "amountMinor"
      FROM earning_lines l JOIN charges c ON c.id = l.charge_id
        LEFT JOIN charges s ON s.id = c.id AND l.cause LIKE 'charge:%'
      WHERE l.publisher_id = ${publisherId}::uuid AND l.at >= ${from} AND l.at < ${to}
      UNION ALL
      SELECT t.at, t.key, NULL, NULL, e.currency::text, NULL, NULL, NULL, -e.amount_minor
      FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id
      WHERE e.account_code = 'publisher:' || ${publisherId} || ':earnings' AND t.key LIKE 'payout:%'
        AND t.at >= ${from} AND t.at < ${to}
      ORDER BY 1`
  }
}
