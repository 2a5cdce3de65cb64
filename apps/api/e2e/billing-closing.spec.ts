import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BillingServer, startBillingServer } from '../test/billing.ts'
import { anOffer, Buyer } from '../test/buying.ts'

const PASSWORD = 'a long password'
const MONTHLY = {
  kind: 'subscription',
  name: 'Monthly',
  prices: [{ amountMinor: 900, currency: 'eur', interval: 'month' }],
}

let server: BillingServer
beforeAll(async () => {
  server = await startBillingServer()
})
afterAll(() => server.close())

const aBuyer = async () => Buyer.of(server, await anOffer(server, MONTHLY))
const close = ({ person }: Buyer, choice: object = {}) =>
  person.post('/v1/account/close', { email: person.email, password: PASSWORD, ...choice })

async function providerSubscription(buyer: Buyer, purchase: string) {
  return server.api.subscriptions.retrieve(await buyer.subscriptionOf(purchase))
}

describe('the account of somebody who pays for something', () => {
  it('is not closed without a word: it says what renews, where, when and what to do', async () => {
    const buyer = await aBuyer()
    const { periodEndsAt } = await buyer.buy()
    const refused = await close(buyer)
    expect(refused.body).toMatchObject({ status: 409, code: 'account_needed' })
    const [{ message }] = refused.body.issues
    expect(message).toContain('You pay for Sample in the workspace “Lab”')
    expect(message).toContain(periodEndsAt?.slice(0, 10))
    expect(message).toContain('Cancel it')
  })

  it('is closed when they choose so, and everything they pay for ends with its period', async () => {
    const buyer = await aBuyer()
    const { id } = await buyer.buy()
    expect((await close(buyer, { subscriptions: 'cancel' })).status).toBe(204)
    await server.settled()
    expect(await providerSubscription(buyer, id)).toMatchObject({ status: 'active', cancel_at_period_end: true })
    const audited = await server.rows(
      `SELECT 1 FROM audit_events WHERE action = 'subscription.cancelled' AND subject = $1`,
      [`purchase:${id}`],
    )
    expect(audited).toHaveLength(1)
  })

  it('is closed without a question once they have cancelled themselves', async () => {
    const buyer = await aBuyer()
    const { id } = await buyer.buy()
    await buyer.person.post(buyer.at(`/purchases/${id}/cancel`))
    await server.settled()
    expect((await close(buyer)).status).toBe(204)
  })

  it('takes a checkout along that nobody has completed', async () => {
    const buyer = await aBuyer()
    const { body } = await buyer.checkout()
    const session = await buyer.sessionOf(body.id)
    expect((await close(buyer)).status).toBe(204)
    await server.settled()
    expect((await server.api.checkout.sessions.retrieve(session)).status).toBe('expired')
  })

  it('has what they bought in its export', async () => {
    const buyer = await aBuyer()
    const { id } = await buyer.buy()
    const { purchases } = (await buyer.person.get('/v1/account/export')).body
    expect(purchases).toMatchObject([{ id, extension: buyer.offer.extension, subscription: 'active' }])
  })
})
