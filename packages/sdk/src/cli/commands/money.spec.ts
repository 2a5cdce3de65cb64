import { describe, expect, it } from 'vitest'
import { me, page } from '../../../test/fake-answers.ts'
import { startFakeServer, type Routes } from '../../../test/fake-server.ts'
import { runGrantry } from '../../../test/run-grantry.ts'

const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' })
const AT = '2026-11-21T12:00:00.000Z'
const ID = '019a0000-0000-7000-8000-000000000000'
const charge = {
  id: ID,
  providerId: 'ch_1',
  publisher: 'acme',
  extension: 'greeter',
  workspaceId: ID,
  gross: usd(1_000),
  tax: usd(0),
  publisherShare: usd(700),
  platformShare: usd(300),
  publisherBasisPoints: 7_000,
  refunded: usd(100),
  disputed: usd(0),
  refundable: usd(900),
  passedOn: usd(630),
  chargedAt: AT,
  maturesAt: AT,
}
const balance = {
  currency: 'usd',
  pending: usd(0),
  available: usd(-70),
  disputed: usd(0),
  onTheWay: usd(0),
  paidOut: usd(700),
}
const finding = { kind: 'balance', subject: 'provider:balance', ledger: usd(1), provider: usd(2), detail: 'Differs' }
const ROUTES: Routes = {
  'GET /v1/me': () => ({ body: me() }),
  'GET /v1/publishers/acme/earnings': () => ({
    body: {
      balances: [balance],
      account: { state: 'ready', country: 'US', currency: 'usd', requirements: [] },
      share: { publisherBasisPoints: 7_000 },
      payouts: { holdDays: 7, threshold: 1_000 },
    },
  }),
  'GET /v1/publishers/acme/charges': () => ({ body: page([charge]) }),
  'GET /v1/admin/billing/ledger': () => ({
    body: page([{ account: 'platform:revenue', balance: usd(-300) }]),
  }),
  'GET /v1/admin/billing/reconciliations': () => ({
    body: page([
      { id: ID, state: 'drift', compared: 2, findings: [finding], failure: null, startedAt: AT, endedAt: AT },
    ]),
  }),
}

async function start() {
  const { url } = await startFakeServer(ROUTES)
  return (...args: string[]) => runGrantry(args, { env: { GRANTRY_SERVER: url, GRANTRY_TOKEN: 't' } })
}

describe('grantry earnings', () => {
  it('shows what is available, also when that is owed', async () => {
    const run = await start()
    const { code, stdout } = await run('earnings', 'balance')
    expect(code).toBe(0)
    expect(stdout).toContain('-$0.70')
    expect(stdout).toContain('Your share is 70 %, held for 7 days; account for payouts: ready')
  })

  it('lists charges with what was taken back', async () => {
    const run = await start()
    const { stdout } = await run('earnings', 'charges')
    expect(stdout).toMatch(/2026-11-21 12:00:00 +greeter +\$10\.00 +\$7\.00 +\$1\.00/)
    expect(JSON.parse((await run('earnings', 'charges', '--json')).stdout)).toMatchObject([{ providerId: 'ch_1' }])
  })
})

describe('grantry admin', () => {
  it('shows the balances of the books', async () => {
    const run = await start()
    expect((await run('admin', 'ledger')).stdout).toMatch(/platform:revenue +USD +-\$3\.00/)
  })

  it('says in what the books and the provider differ', async () => {
    const run = await start()
    const { stdout } = await run('admin', 'reconciliations')
    expect(stdout).toContain('drift, 2 figures compared')
    expect(stdout).toContain('  provider:balance: Differs')
  })
})
