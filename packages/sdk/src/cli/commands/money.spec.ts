import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
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
  publisherName: 'Acme',
  extension: 'greeter',
  extensionName: 'Greeter',
  workspaceId: ID,
  gross: usd(1_000),
  tax: usd(0),
  publisherShare: usd(700),
  platformShare: usd(300),
  publisherBasisPoints: 7_000,
  refunded: usd(100),
  refunding: usd(250),
  refusedRefund: null,
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
const dispute = {
  id: ID,
  chargeId: ID,
  extension: 'greeter',
  publisher: 'acme',
  amount: usd(1_000),
  publisherShare: usd(700),
  fee: usd(1_500),
  state: 'open',
  providerStatus: 'needs_response',
  reason: 'product_not_received',
  inquiry: false,
  answerable: true,
  answeredAt: null,
  respondBy: AT,
  openedAt: AT,
  closedAt: null,
}
const disputeWith = (answer: object, more: object = {}) => ({
  body: {
    ...dispute,
    chargedAt: AT,
    charged: usd(1_000),
    answer: { texts: {}, files: [], savedAt: AT, submittedBy: null, ...answer },
    ...more,
  },
})
const SAID = { texts: { more: 'It was used', serviceDate: 'at once' } }
const SHOWN = { ...SAID, files: [{ file: 'receipt', name: 'receipt.pdf', sizeBytes: 5 }] }
const ROUTES: Routes = {
  'GET /v1/publishers/acme/disputes': () => ({
    body: page([dispute, { ...dispute, inquiry: true, publisherShare: usd(0), reason: 'general' }]),
  }),
  'GET /v1/admin/billing/disputes': () => ({ body: page([dispute]) }),
  [`GET /v1/admin/billing/disputes/${ID}`]: () => disputeWith({ texts: { more: 'It was used' } }),
  [`PUT /v1/admin/billing/disputes/${ID}/answer`]: () => disputeWith(SAID),
  [`PUT /v1/admin/billing/disputes/${ID}/files/receipt`]: () => disputeWith(SHOWN),
  [`POST /v1/admin/billing/disputes/${ID}/answer`]: () => disputeWith(SHOWN, { answerable: false, answeredAt: AT }),
  'GET /v1/me': () => ({ body: me() }),
  'GET /v1/publishers/acme/earnings': () => ({
    body: {
      balances: [balance],
      account: { state: 'ready', country: 'US', currency: 'usd', requirements: [] },
      share: { publisherBasisPoints: 7_000 },
      payouts: { holdDays: 7, threshold: 1_000 },
    },
  }),
  'GET /v1/publishers/acme/charges': () => ({
    body: page([
      charge,
      { ...charge, refusedRefund: { amount: usd(300), reason: 'Asked', failure: 'The card is gone' } },
    ]),
  }),
  'GET /v1/admin/billing/ledger': () => ({
    body: page([
      { account: 'platform:revenue', publisherName: null, balance: usd(-300) },
      { account: `publisher:${ID}:earnings`, publisherName: 'Acme', balance: usd(-700) },
    ]),
  }),
  'GET /v1/admin/billing/reconciliations': () => ({
    body: page([
      { id: ID, state: 'drift', compared: 2, findings: [finding], failure: null, startedAt: AT, endedAt: AT },
    ]),
  }),
}

async function start() {
  const { run } = await watched()
  return run
}

/** With what the server was sent. */
async function watched() {
  const { url, requests } = await startFakeServer(ROUTES)
  const env = { GRANTRY_SERVER: url, GRANTRY_TOKEN: 't' }
  return { requests, run: (...args: string[]) => runGrantry(args, { env }) }
}

describe('grantry earnings', () => {
  it('shows what is available, also when that is owed', async () => {
    const run = await start()
    const { code, stdout } = await run('earnings', 'balance')
    expect(code).toBe(0)
    expect(stdout).toContain('-$0.70')
    expect(stdout).toContain('Your share is 70 %, held for 7 days; account for payouts: ready')
  })

  it('lists disputes with what is held for them, and why', async () => {
    const run = await start()
    const { stdout } = await run('earnings', 'disputes')
    expect(stdout).toMatch(/\$10\.00 +\$7\.00 +product not received +answer by 2026-11-21/)
    expect(stdout).toMatch(/\$0\.00 +general +inquiry, answer by 2026-11-21 [^\n]*: nothing is taken/)
  })

  it('lists charges with what was taken back, what is on its way, and what was refused', async () => {
    const run = await start()
    const { stdout } = await run('earnings', 'charges')
    expect(stdout).toMatch(/2026-11-21 12:00:00 +greeter +\$10\.00 +\$7\.00 +\$1\.00 +\$2\.50 +\$0\.00$/m)
    expect(stdout).toMatch(/\$0\.00 +a refund of \$3\.00 was refused: The card is gone$/m)
    expect(JSON.parse((await run('earnings', 'charges', '--json')).stdout)).toMatchObject([
      { providerId: 'ch_1', refusedRefund: null },
      { refusedRefund: { failure: 'The card is gone' } },
    ])
  })
})

describe('grantry admin', () => {
  it('shows the balances of the books', async () => {
    const run = await start()
    const { stdout } = await run('admin', 'ledger')
    expect(stdout).toMatch(/platform:revenue +USD +-\$3\.00/)
    expect(stdout).toMatch(/:earnings +USD +-\$7\.00 +Acme/)
  })

  it('answers a dispute in texts and documents, added to what is there, and submits it only when told to', async () => {
    const { run, requests } = await watched()
    const folder = await mkdtemp(join(tmpdir(), 'grantry-dispute-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const receipt = join(folder, 'receipt.pdf')
    await writeFile(receipt, '%PDF-')
    const answer = ['admin', 'disputes', 'answer', ID, '--text', 'serviceDate=at once', '--file', `receipt=${receipt}`]
    expect((await run(...answer)).stdout).toContain('Receipt (receipt): receipt.pdf')
    const sent = () => requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`)
    const path = `/v1/admin/billing/disputes/${ID}`
    expect(sent()).toEqual([`PUT ${path}/answer`, `PUT ${path}/files/receipt`])
    expect(JSON.parse(requests.find(({ method }) => method === 'PUT')!.body.toString())).toEqual({ ...SAID, seen: AT })
    expect(requests.at(-1)?.body.toString()).toBe('%PDF-')
    expect(requests.at(-1)?.query.get('name')).toBe('receipt.pdf')
    expect((await run('admin', 'disputes', 'answer', ID, '--submit')).stderr).toContain('--yes')
    const { stdout } = await run('admin', 'disputes', 'answer', ID, '--submit', '--yes')
    expect(stdout).toContain('answered, the bank decides')
    expect(sent().at(-1)).toBe(`POST ${path}/answer`)
    expect(JSON.parse(requests.at(-1)!.body.toString())).toEqual({ seen: AT })
  })

  it('does not know a text or a document that banks do not ask for', async () => {
    const run = await start()
    const refused = await run('admin', 'disputes', 'answer', ID, '--text', 'excuse=sorry')
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('productDescription') })
  })

  it('says in what the books and the provider differ', async () => {
    const run = await start()
    const { stdout } = await run('admin', 'reconciliations')
    expect(stdout).toContain('drift, 2 figures compared')
    expect(stdout).toContain('  provider:balance: Differs')
  })
})
