import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { Database } from '../../platform/database/index.ts'
import { accounts } from './accounts.ts'
import { LedgerRepository } from './ledger.repository.ts'
import { Ledger, type LedgerLine } from './ledger.service.ts'

let scratch: TestDatabase
let database: Database
let ledger: Ledger

beforeAll(async () => {
  scratch = await createTestDatabase()
  database = await Database.open(
    { dataDir: '', databaseUrl: scratch.connectionString },
    { log: () => undefined, warn: () => undefined, error: () => undefined },
  )
  ledger = new Ledger(new LedgerRepository(database))
})
afterAll(async () => {
  await database.onApplicationShutdown()
  await scratch.drop()
})

const eur = (account: LedgerLine['account'], amountMinor: bigint): LedgerLine => ({
  account,
  currency: 'eur',
  amountMinor,
})
const post = (key: string, lines: LedgerLine[]) =>
  database.transaction((tx) => ledger.post(tx, key, { subject: 'test', lines }))
const sale = (amount: bigint) => [eur(accounts.providerBalance, amount), eur(accounts.revenue, -amount)]
const sql = (text: string) => database.client.$executeRawUnsafe(text)
const newest = async () =>
  (await database.client.ledgerTransaction.findFirstOrThrow({ orderBy: { at: 'desc' }, select: { id: true } })).id

describe('the ledger', () => {
  it('books a fact once, also when two book it at the same time', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => post('sale:1', sale(500n))))
    expect(ids.filter((id) => id !== null)).toHaveLength(1)
    expect(await ledger.balances()).toEqual([
      { accountCode: 'platform:revenue', currency: 'eur', amountMinor: -500n },
      { accountCode: 'provider:balance', currency: 'eur', amountMinor: 500n },
    ])
  })

  it('refuses to book a fact again with other entries', async () => {
    await post('sale:2', sale(100n))
    await expect(post('sale:2', sale(101n))).rejects.toThrow('booked with other entries')
  })

  it('refuses what does not add up in a currency, whatever it does in another one', async () => {
    const mixed = [eur(accounts.providerBalance, 5n), { ...eur(accounts.revenue, -5n), currency: 'usd' }]
    await expect(post('sale:3', mixed)).rejects.toThrow('off by')
  })

  it('has nothing to book when nothing moves', async () => {
    expect(await post('sale:4', [])).toBeNull()
    expect(await post('sale:4', [eur(accounts.revenue, 5n), eur(accounts.revenue, -5n)])).toBeNull()
  })
})

describe('the database behind the ledger', () => {
  it.each(['ledger_entries', 'ledger_transactions', 'ledger_accounts', 'share_rules'])(
    'refuses to change, delete or empty %s',
    async (table) => {
      await post(`sale:kept in ${table}`, sale(1n))
      const [column] = await database.client.$queryRawUnsafe<{ name: string }[]>(
        `SELECT column_name AS name FROM information_schema.columns WHERE table_name = '${table}' LIMIT 1`,
      )
      await expect(sql(`UPDATE ${table} SET ${column!.name} = ${column!.name}`)).rejects.toThrow('append-only')
      await expect(sql(`DELETE FROM ${table}`)).rejects.toThrow('append-only')
      await expect(sql(`TRUNCATE ${table} CASCADE`)).rejects.toThrow('append-only')
    },
  )

  const insert = (key: string, ...amounts: [string, string, number][]) =>
    sql(`WITH made AS (
      INSERT INTO ledger_transactions (id, key, subject) VALUES (gen_random_uuid(), '${key}', 'x') RETURNING id
    ) INSERT INTO ledger_entries (transaction_id, account_code, currency, amount_minor)
      SELECT made.id, e.* FROM made, (VALUES ${amounts
        .map(([account, currency, amount]) => `('${account}', '${currency}', ${amount}::bigint)`)
        .join(', ')}) e`)

  it('refuses a transaction that is off by one, or has no entries', async () => {
    await expect(insert('raw:1', ['provider:balance', 'eur', 2], ['platform:revenue', 'eur', -1])).rejects.toThrow(
      'off by 1 eur',
    )
    await expect(insert('raw:2', ['provider:balance', 'eur', 2], ['platform:revenue', 'usd', -2])).rejects.toThrow(
      'off by',
    )
    await expect(
      sql(`INSERT INTO ledger_transactions (id, key, subject) VALUES (gen_random_uuid(), 'raw:3', 'x')`),
    ).rejects.toThrow('no entries')
  })

  it('refuses to add to a transaction that is complete, also what adds up', async () => {
    await post('sale:5', sale(9n))
    const id = await newest()
    const add = sql(`INSERT INTO ledger_entries (transaction_id, account_code, currency, amount_minor)
      VALUES ('${id}', 'provider:balance', 'usd', 4), ('${id}', 'platform:revenue', 'usd', -4)`)
    await expect(add).rejects.toThrow('is complete')
  })

  it('looks again when entries are added after it was made to look', async () => {
    const work = database.client.$transaction(async (tx) => {
      await ledger.post(tx, 'sale:6', { subject: 'test', lines: sale(7n) })
      await tx.$executeRawUnsafe('SET CONSTRAINTS ALL IMMEDIATE')
      await tx.$executeRawUnsafe('SET CONSTRAINTS ALL DEFERRED')
      await tx.$executeRawUnsafe(`INSERT INTO ledger_entries (transaction_id, account_code, currency, amount_minor)
        SELECT id, 'provider:balance', 'usd', 4 FROM ledger_transactions WHERE key = 'sale:6'`)
    })
    await expect(work).rejects.toThrow('off by 4 usd')
  })
})
