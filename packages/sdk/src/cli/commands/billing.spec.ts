import { describe, expect, it } from 'vitest'
import { me, NOW, page } from '../../../test/fake-answers.ts'
import { json, problem, startFakeServer, type Routes } from '../../../test/fake-server.ts'
import { runGrantry } from '../../../test/run-grantry.ts'

const ID = '00000000-0000-4000-8000-000000000701'
const price = (interval: 'month' | 'year') => ({
  id: ID.replace('701', interval === 'month' ? '711' : '712'),
  amount: { amountMinor: interval === 'month' ? 900 : 9_000, currency: 'eur' },
  interval,
  tax: 'none',
  state: 'offered',
  createdAt: NOW,
})
const plan = {
  id: ID,
  extension: 'finance',
  name: 'Team',
  description: '',
  kind: 'subscription',
  perSeat: true,
  trialDays: 14,
  meter: null,
  state: 'offered',
  prices: [price('month'), price('year')],
  createdAt: NOW,
}
const purchase = {
  id: ID.replace('701', '720'),
  workspaceId: ID,
  extension: 'finance',
  extensionName: 'Finance',
  plan: { id: ID, name: 'Team', kind: 'subscription', perSeat: true },
  price: price('month'),
  state: 'active',
  seats: { bought: 2, needed: 3 },
  cap: null,
  buyer: { userId: ID, name: 'Ada' },
  checkoutUrl: null,
  trialEndsAt: null,
  periodEndsAt: '2026-02-02T03:04:05.000Z',
  graceEndsAt: null,
  createdAt: NOW,
  payments: [],
}
const PURCHASES = '/v1/workspaces/home/purchases'
const PLANS = '/v1/publishers/acme/extensions/finance/plans'

const ROUTES: Routes = {
  'GET /v1/me': () => ({ body: me() }),
  'GET /v1/extensions/finance/plans': () => ({ body: page([plan]) }),
  [`GET ${PLANS}`]: () => ({ body: page([plan]) }),
  [`POST ${PLANS}`]: () => ({ status: 201, body: plan }),
  [`POST ${PLANS}/${ID}/prices`]: () => ({ status: 201, body: plan }),
  [`PATCH ${PLANS}/${ID}`]: () => ({ body: { ...plan, state: 'archived' } }),
  [`POST ${PURCHASES}`]: () => ({
    status: 201,
    body: { ...purchase, state: 'pending', checkoutUrl: 'https://pay.example/c/1' },
  }),
  [`GET ${PURCHASES}`]: () => ({ body: page([purchase]) }),
  [`POST ${PURCHASES}/${purchase.id}/preview`]: () => ({
    body: {
      dueNow: { amountMinor: 450, currency: 'eur' },
      tax: { amountMinor: 72, currency: 'eur' },
      credit: { amountMinor: 0, currency: 'eur' },
      lines: [{ text: 'Unused time', amount: { amountMinor: -450, currency: 'eur' } }],
      renewsAt: purchase.periodEndsAt,
      renewal: { amountMinor: 2_700, currency: 'eur' },
      renewalTax: 'exclusive',
    },
  }),
  [`PATCH ${PURCHASES}/${purchase.id}`]: () => ({ body: { ...purchase, seats: { bought: 3, needed: 3 } } }),
  [`POST ${PURCHASES}/${purchase.id}/cancel`]: () => ({ body: { ...purchase, state: 'ending' } }),
}

async function start(routes: Routes = ROUTES) {
  const server = await startFakeServer(routes)
  const env = { GRANTRY_SERVER: server.url, GRANTRY_TOKEN: 't' }
  return {
    sent: (method: string) => server.requests.filter((request) => request.method === method).map(json),
    run: (...args: string[]) => runGrantry(args, { env }),
  }
}

describe('grantry buy', () => {
  it('asks which price is meant, and prints where to pay', async () => {
    const { run, sent } = await start()
    expect(await run('buy', 'finance')).toMatchObject({ code: 2, stderr: expect.stringContaining('€90.00 a year') })
    const { code, stdout } = await run('buy', 'finance', '--interval', 'year', '--seats', '3')
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Pay at https://pay.example/c/1') })
    expect(sent('POST')).toEqual([{ price: price('year').id, seats: 3 }])
  })

  it('ends with a code of its own where something has to be paid first, and says how', async () => {
    const detail = 'finance has to be paid for in this workspace. Run grantry buy finance.'
    const { run } = await start({
      ...ROUTES,
      'POST /v1/workspaces/home/operations/query:finance:look.v1': () => problem(402, 'payment_required', detail),
    })
    expect(await run('query', 'finance:look')).toMatchObject({
      code: 10,
      stderr: expect.stringContaining('grantry buy finance'),
    })
  })
})

describe('grantry plans', () => {
  it('lists what is on offer', async () => {
    const { run } = await start()
    const { stdout } = await run('plans', 'list', 'finance')
    expect(stdout).toMatch(
      /Team +subscription +offered +€9\.00 a month for each seat, €90\.00 a year for each seat +14 days/,
    )
  })

  it('offers a plan, and refuses what does not fit its kind', async () => {
    const { run, sent } = await start()
    const flags = ['--kind', 'subscription', '--name', 'Team', '--per-seat', '--trial-days', '14']
    expect(await run('plans', 'create', 'finance', ...flags, '--price', '9 EUR/month')).toMatchObject({ code: 0 })
    expect(sent('POST')).toEqual([
      {
        kind: 'subscription',
        name: 'Team',
        description: '',
        perSeat: true,
        trialDays: 14,
        prices: [{ amountMinor: 900, currency: 'eur', interval: 'month' }],
      },
    ])
    expect(await run('plans', 'create', 'finance', '--kind', 'free', '--name', 'F', '--price', '9 EUR')).toMatchObject({
      code: 2,
    })
  })

  it('sets a price and archives a plan', async () => {
    const { run, sent } = await start()
    expect(await run('plans', 'price', 'finance', '12 EUR/month')).toMatchObject({ code: 0 })
    expect(await run('plans', 'archive', 'finance', 'Team')).toMatchObject({ stdout: 'Team of finance is archived\n' })
    expect(sent('POST')).toEqual([{ amountMinor: 1_200, currency: 'eur', interval: 'month' }])
    expect(sent('PATCH')).toEqual([{ state: 'archived' }])
  })
})

describe('grantry purchases', () => {
  it('lists them with their seats', async () => {
    const { run } = await start()
    expect((await run('purchases', 'list')).stdout).toMatch(
      /finance +Team +active +2 \(3 needed\) +2026-02-02 03:04:05/,
    )
  })

  it('changes seats and cancels, by the name of the extension', async () => {
    const { run, sent } = await start()
    expect(await run('purchases', 'seats', 'finance', '3')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('costs €4.50 now'),
    })
    expect(await run('purchases', 'seats', 'finance', '3', '--yes')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('3 (3 needed)'),
    })
    expect(await run('subscription', 'cancel', 'finance')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--yes'),
    })
    expect((await run('subscription', 'cancel', 'finance', '--yes')).stdout).toContain('ending')
    expect(sent('PATCH')).toEqual([{ seats: 3 }])
    expect(await run('purchases', 'show', 'other')).toMatchObject({ code: 5 })
  })

  it('switches to another interval, and says before what that costs', async () => {
    const { run, sent } = await start()
    const { stdout } = await run('purchases', 'switch', 'finance', '--interval', 'year', '--preview')
    expect(stdout).toContain('-€4.50  Unused time')
    expect(stdout).toContain('To pay now: €4.50')
    expect(sent('PATCH')).toEqual([])
    expect((await run('purchases', 'switch', 'finance', '--interval', 'year', '--yes')).code).toBe(0)
    expect(sent('PATCH')).toEqual([{ price: price('year').id }])
    expect(await run('purchases', 'show', 'other')).toMatchObject({ code: 5 })
  })
})
