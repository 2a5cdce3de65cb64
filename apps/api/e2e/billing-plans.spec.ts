import { PLAN_LIMITS } from '@grantry/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AuditService } from '../src/domains/audit/index.ts'
import { packageOf } from '../test/packages.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { anApprovedVersion, aPublisher, freshName, type PublisherStory } from '../test/stories.ts'

const MONTHLY = { amountMinor: 900, currency: 'eur', interval: 'month' }
const YEARLY = { amountMinor: 9_000, currency: 'eur', interval: 'year' }
const TEAM = { kind: 'subscription', name: 'Team', perSeat: true, trialDays: 14, prices: [MONTHLY, YEARLY] }
const FREE = { kind: 'free', name: 'Basic' }

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

interface Shop extends PublisherStory {
  extension: string
  plans: string
}

/** An extension in the store whose plans its publisher is about to make. */
async function aShop(): Promise<Shop> {
  const by = await aPublisher(server)
  const extension = freshName('shop')
  await anApprovedVersion(server, { code: 'export const look = () => 1', manifest: { id: extension } }, by)
  return { ...by, extension, plans: `/v1/publishers/${by.slug}/extensions/${extension}/plans` }
}

const pricingOf = async ({ publisher, extension }: Shop) =>
  (await publisher.get(`/v1/extensions/${extension}`)).body.pricing
const offeredBy = async ({ publisher, extension }: Shop) =>
  (await publisher.get(`/v1/extensions/${extension}/plans`)).body.items

describe('plans', () => {
  it('are shown to everybody with what they cost', async () => {
    const shop = await aShop()
    expect(await pricingOf(shop)).toEqual({ model: 'free', from: null, trialDays: 0 })
    const made = await shop.publisher.post(shop.plans, TEAM)
    expect(made.status).toBe(201)
    expect(await offeredBy(shop)).toEqual([made.body])
    expect(made.body).toMatchObject({ kind: 'subscription', perSeat: true, trialDays: 14, state: 'offered' })
    expect(await pricingOf(shop)).toMatchObject({
      model: 'paid',
      from: { perSeat: true, interval: 'year' },
      trialDays: 14,
    })
  })

  it('may be metered, by calls or by fuel', async () => {
    const shop = await aShop()
    const meter = { of: 'fuel', units: 1_000_000 }
    const prices = [{ amountMinor: 2, currency: 'usd' }]
    const { body } = await shop.publisher.post(shop.plans, { kind: 'metered', name: 'By use', meter, prices })
    expect(body).toMatchObject({ kind: 'metered', meter, prices: [{ interval: null }] })
  })

  it('are found by what they cost', async () => {
    const [free, paid, both] = [await aShop(), await aShop(), await aShop()]
    await paid.publisher.post(paid.plans, TEAM)
    await both.publisher.post(both.plans, FREE)
    await both.publisher.post(both.plans, TEAM)
    const found = async (price: string) => {
      const { body } = await server.admin.get(`/v1/extensions?price=${price}&limit=100`)
      const ids = body.items.map(({ id }: { id: string }) => id)
      return [free, paid, both].map(({ extension }) => ids.includes(extension))
    }
    expect(await found('free')).toEqual([true, false, true])
    expect(await found('paid')).toEqual([false, true, true])
  })

  it('that are archived are not on offer, and do not make it free', async () => {
    const shop = await aShop()
    const { body: plan } = await shop.publisher.post(shop.plans, TEAM)
    const archived = await shop.publisher.send('PATCH', `${shop.plans}/${plan.id}`, { body: { state: 'archived' } })
    expect(archived.body.state).toBe('archived')
    expect(await offeredBy(shop)).toEqual([])
    expect((await pricingOf(shop)).model).toBe('unavailable')
    expect((await shop.publisher.get(shop.plans)).body.items).toHaveLength(1)
    await shop.publisher.send('PATCH', `${shop.plans}/${plan.id}`, { body: { state: 'offered' } })
    expect((await pricingOf(shop)).model).toBe('paid')
  })

  it('leave a trace of who changed them', async () => {
    const shop = await aShop()
    const { body: plan } = await shop.publisher.post(shop.plans, TEAM)
    await shop.publisher.post(`${shop.plans}/${plan.id}/prices`, { ...MONTHLY, amountMinor: 1_000 })
    const history = await server.app.get(AuditService).history(`plan:${plan.id}`)
    expect(history.map(({ action }) => action).toSorted()).toEqual(['plan.created', 'plan.price_set'])
  })
})

describe('a price', () => {
  it('is followed by another one and never changed', async () => {
    const shop = await aShop()
    const { body: plan } = await shop.publisher.post(shop.plans, TEAM)
    const former = plan.prices.find(({ interval }: { interval: string }) => interval === 'month')
    const raised = await shop.publisher.post(`${shop.plans}/${plan.id}/prices`, { ...MONTHLY, amountMinor: 1_200 })
    expect(raised.status).toBe(201)
    expect(raised.body.prices).toContainEqual({ ...former, state: 'retired' })
    const [offered] = await offeredBy(shop)
    expect(
      offered.prices.map(({ amount }: { amount: { amountMinor: number } }) => amount.amountMinor).toSorted(),
    ).toEqual([1_200, 9_000])
  })

  it('may be in another currency beside the first', async () => {
    const shop = await aShop()
    const { body: plan } = await shop.publisher.post(shop.plans, TEAM)
    const { body } = await shop.publisher.post(`${shop.plans}/${plan.id}/prices`, { ...MONTHLY, currency: 'usd' })
    expect(body.prices.map(({ state }: { state: string }) => state)).toEqual(['offered', 'offered', 'offered'])
  })

  it('can be taken off offer, but not the last one', async () => {
    const shop = await aShop()
    const { body: plan } = await shop.publisher.post(shop.plans, TEAM)
    const [first, second] = plan.prices
    const retired = await shop.publisher.post(`${shop.plans}/${plan.id}/prices/${first.id}/retire`)
    expect(retired.body.prices.at(-1)).toEqual({ ...first, state: 'retired' })
    const last = await shop.publisher.post(`${shop.plans}/${plan.id}/prices/${second.id}/retire`)
    expect([last.status, last.body.code]).toEqual([409, 'last_price'])
  })

  it.each([
    ['without an interval for a subscription', { amountMinor: 5, currency: 'eur' }, 422, 'price_not_for_plan'],
    ['of nothing', { ...MONTHLY, amountMinor: 0 }, 400, 'invalid_input'],
    ['in a currency nobody takes', { ...MONTHLY, currency: 'xau' }, 400, 'invalid_input'],
  ])('is refused %s', async (_, price, status, code) => {
    const shop = await aShop()
    const { body: plan } = await shop.publisher.post(shop.plans, TEAM)
    const answer = await shop.publisher.post(`${shop.plans}/${plan.id}/prices`, price)
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })
})

describe('nobody', () => {
  it('has a second free plan, or more plans than there may be', async () => {
    const shop = await aShop()
    await shop.publisher.post(shop.plans, FREE)
    expect((await shop.publisher.post(shop.plans, FREE)).body.code).toBe('free_plan_exists')
    for (let plans = 1; plans < PLAN_LIMITS.plansPerExtension; plans += 1) await shop.publisher.post(shop.plans, TEAM)
    expect((await shop.publisher.post(shop.plans, TEAM)).body.code).toBe('too_many_plans')
  })

  it('prices the extension of another publisher, not even by a plan of their own', async () => {
    const [mine, theirs] = [await aShop(), await aShop()]
    const foreign = `/v1/publishers/${mine.slug}/extensions/${theirs.extension}/plans`
    expect((await mine.publisher.post(foreign, FREE)).status).toBe(404)
    const { body: plan } = await theirs.publisher.post(theirs.plans, TEAM)
    expect((await mine.publisher.post(`${mine.plans}/${plan.id}/prices`, MONTHLY)).status).toBe(404)
  })

  it('sees plans of an extension that is not in the store', async () => {
    const { publisher, slug } = await aPublisher(server)
    const extension = freshName('hidden')
    await publisher.publish(slug, packageOf({ code: 'export const a = 1', manifest: { id: extension } }))
    expect((await publisher.post(`/v1/publishers/${slug}/extensions/${extension}/plans`, TEAM)).status).toBe(201)
    expect((await publisher.get(`/v1/extensions/${extension}/plans`)).status).toBe(404)
  })
})
