import { Injectable } from '@nestjs/common'
import type { Tx } from '../../platform/database/index.ts'
import type { AccountRef } from './accounts.ts'
import { type BalanceRow, type EntryRow, type ExportRow, LedgerRepository } from './ledger.repository.ts'

/** Positive amounts are debits, negative ones are credits. */
export interface LedgerLine {
  account: AccountRef
  currency: string
  amountMinor: bigint
}

export interface Posting {
  /** What the fact is about, such as `charge:ch_1`. */
  subject: string
  lines: readonly LedgerLine[]
}

const EXPORT_BATCH = 1_000

/** The platform's books: double-entry, append-only, in the smallest unit of each currency. The database sees to all three. */
@Injectable()
export class Ledger {
  constructor(private readonly repository: LedgerRepository) {}

  /**
   * Books a fact in the transaction that makes it one. `key` names the fact, such as `charge:ch_1:captured`: when it is
   * booked already nothing happens. Answers the transaction's id, or null when there was nothing to book.
   *
   * @throws Error when the lines do not add up, or the fact was booked with other ones
   */
  async post(tx: Tx, key: string, { subject, lines }: Posting): Promise<string | null> {
    const entries = toEntries(lines)
    if (entries.length === 0) return null
    requireZero(key, entries)
    const id = await this.repository.insertTransaction(tx, key, subject)
    if (id === null) {
      requireSame(key, entries, await this.repository.entriesOf(tx, key))
      return null
    }
    const refs = new Map(lines.map(({ account }) => [account.code, account]))
    await this.repository.ensureAccounts(tx, [...refs.values()])
    await this.repository.insertEntries(tx, id, entries)
    return id
  }

  /** What is on accounts now. An account without entries is left out. */
  balances(refs: readonly AccountRef[] | null = null): Promise<BalanceRow[]> {
    return this.repository.balances(refs?.map(({ code }) => code) ?? null)
  }

  /** What the publishers are called who have an account, by its code. */
  publisherNames(): Promise<Map<string, string>> {
    return this.repository.publisherNames()
  }

  /** Every entry of a period, oldest first, a little at a time. */
  async *entries(period: { from: Date; to: Date }): AsyncGenerator<ExportRow> {
    for (let last = 0n; ;) {
      const batch = await this.repository.entriesAfter(last, EXPORT_BATCH, period)
      yield* batch
      last = batch.at(-1)?.id ?? last
      if (batch.length < EXPORT_BATCH) return
    }
  }
}

/** One entry for each account and currency; what comes to nothing is left out. */
function toEntries(lines: readonly LedgerLine[]): EntryRow[] {
  const entries = new Map<string, EntryRow>()
  for (const { account, currency, amountMinor } of lines) {
    const id = `${account.code} ${currency}`
    const before = entries.get(id)?.amountMinor ?? 0n
    entries.set(id, { accountCode: account.code, currency, amountMinor: before + amountMinor })
  }
  return [...entries.values()].filter(({ amountMinor }) => amountMinor !== 0n)
}

function requireZero(key: string, entries: readonly EntryRow[]): void {
  for (const [currency, of] of Map.groupBy(entries, (entry) => entry.currency)) {
    const total = of.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
    if (total !== 0n) throw new Error(`${key} is off by ${total} ${currency}`)
  }
}

function requireSame(key: string, wanted: readonly EntryRow[], booked: readonly EntryRow[]): void {
  const textOf = (entries: readonly EntryRow[]) =>
    entries
      .map((entry) => `${entry.accountCode} ${entry.currency} ${entry.amountMinor}`)
      .sort()
      .join('\n')
  if (textOf(wanted) !== textOf(booked)) throw new Error(`${key} was booked with other entries`)
}
