import { Injectable } from '@nestjs/common'
import { Database, Prisma, type Tx } from '../../platform/database/index.ts'
import type { AccountRef } from './accounts.ts'

export type LedgerAccountKind = 'asset' | 'liability' | 'revenue' | 'expense'

export interface EntryRow {
  accountCode: string
  currency: string
  amountMinor: bigint
}
export type BalanceRow = EntryRow

/** One entry as it is exported, with its transaction. */
export interface ExportRow extends EntryRow {
  id: bigint
  transactionId: string
  key: string
  subject: string
  at: Date
}

@Injectable()
export class LedgerRepository {
  constructor(private readonly database: Database) {}

  /** The id of a new transaction, or null when there is one with this key. Waits for one that is being written. */
  async insertTransaction(tx: Tx, key: string, subject: string): Promise<string | null> {
    const [row] = await tx.$queryRaw<{ id: string }[]>`
      INSERT INTO ledger_transactions (id, key, subject) VALUES (gen_random_uuid(), ${key}, ${subject})
      ON CONFLICT (key) DO NOTHING RETURNING id::text AS id`
    return row?.id ?? null
  }

  async ensureAccounts(tx: Tx, refs: readonly AccountRef[]): Promise<void> {
    // In one order, so that two who make the same ones do not wait for each other.
    const data = refs.toSorted((a, b) => (a.code < b.code ? -1 : 1)).map((ref) => ({ ...ref }))
    await tx.ledgerAccount.createMany({ data, skipDuplicates: true })
  }

  async insertEntries(tx: Tx, transactionId: string, entries: readonly EntryRow[]): Promise<void> {
    await tx.ledgerEntry.createMany({ data: entries.map((entry) => ({ transactionId, ...entry })) })
  }

  entriesOf(tx: Tx, key: string): Promise<EntryRow[]> {
    return tx.ledgerEntry.findMany({
      where: { transaction: { key } },
      select: { accountCode: true, currency: true, amountMinor: true },
    })
  }

  /** What is on accounts now, by account and currency; all of them unless told otherwise. */
  balances(codes: readonly string[] | null): Promise<BalanceRow[]> {
    const where = codes === null ? Prisma.empty : Prisma.sql`WHERE account_code = ANY(${[...codes]})`
    return this.database.client.$queryRaw<BalanceRow[]>`
      SELECT account_code AS "accountCode", currency::text AS currency, sum(amount_minor)::bigint AS "amountMinor"
      FROM ledger_entries ${where} GROUP BY 1, 2 ORDER BY 1, 2`
  }

  /** What the publishers are called who have an account, by its code. */
  async publisherNames(): Promise<Map<string, string>> {
    const rows = await this.database.client.ledgerAccount.findMany({
      where: { publisherId: { not: null } },
      select: { code: true, publisher: { select: { name: true } } },
    })
    return new Map(rows.flatMap(({ code, publisher }) => (publisher === null ? [] : [[code, publisher.name]])))
  }

  /** Entries in the order in which they were written. */
  entriesAfter(id: bigint, limit: number, period: { from: Date; to: Date }): Promise<ExportRow[]> {
    return this.database.client.$queryRaw<ExportRow[]>`
      SELECT e.id, t.id::text AS "transactionId", t.key, t.subject, t.at, e.account_code AS "accountCode",
        e.currency::text AS currency, e.amount_minor AS "amountMinor"
      FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id
      WHERE e.id > ${id} AND t.at >= ${period.from} AND t.at < ${period.to}
      ORDER BY e.id LIMIT ${limit}`
  }
}
