import type { BillingTrouble, PurchasePreview } from '@grantry/contract'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type BillingServer, startBillingServer } from '../test/billing.ts'
import { anOffer, Buyer } from '../test/buying.ts'
import { expireCards } from '../test/cards.ts'

const MONTH = { amountMinor: 1_000, currency: 'eur', interval: 'month' }
const YEAR = { amountMinor: 10_000, currency: 'eur', interval: 'year' }
const TEAM = { kind: 'subscription', name: 'Team', prices: [MONTH, YEAR] }
const { verdict } = Buyer
const eur = (amountMinor: number) => ({ amountMinor, currency: 'eur' })

let server: BillingServer
beforeAll(async () => {
  server = await startBillingServer()
})
afterAll(() => server.close())

/** Somebody who subscribes by the month, and could by the year. */
async function aSubscriber(plan: object = TEAM, more: object = {}) {
  const buyer = await Buyer.of(server, await anOffer(server, plan))
  const month = buyer.offer.plan.prices.find(({ interval }) => interval === 'month')!
  const year = buyer.offer.plan.prices.find(({ interval }) => interval === 'year')
  const purchase = await buyer.buy({ price: month.id, ...more })
  const path = buyer.at(`/purchases/${purchase.id}`)
  return {
    buyer,
    purchase,
    month,
    year: year!,
    preview: (change: object) => buyer.person.post(`${path}/preview`, change),
    change: (change: object) => buyer.person.patch(path, change),
  }
}

const anotherPlan = async ({ offer: { publisher, slug, extension } }: Buyer, plan: object) =>
  (await publisher.post(`/v1/publishers/${slug}/extensions/${extension}/plans`, plan)).body

describe('a subscription by the month', () => {
  it('becomes one by the year, and costs what the preview said', async () => {
    const { buyer, purchase, year, preview, change } = await aSubscriber()
    const { body }: { body: PurchasePreview } = await preview({ price: year.id })
    expect(body.renewal).toEqual(eur(10_000))
    expect(body.credit).toEqual(eur(0))
    expect(body.lines.map(({ amount }) => amount.amountMinor)).toEqual([-1_000, 10_000])
    expect((await change({ price: year.id })).body).toMatchObject({ price: { id: year.id }, state: 'active' })
    await server.settled()
    const after = await buyer.purchase(purchase.id)
    expect(after.payments.map(({ amount }) => amount.amountMinor)).toEqual([body.dueNow.amountMinor, 1_000])
    expect(after.periodEndsAt?.slice(0, 4)).toBe(body.renewsAt.slice(0, 4))
    expect(after.price.interval).toBe('year')
    const [audited] = await server.rows<{ data: unknown }>(
      `SELECT data FROM audit_events WHERE action = 'subscription.changed' AND subject = $1`,
      [`purchase:${purchase.id}`],
    )
    expect(audited?.data).toMatchObject({ to: { price: year.id, seats: 1 } })
  })

  it('goes back to the month with credit, which pays the next months', async () => {
    const { buyer, purchase, month, year, preview, change } = await aSubscriber()
    await change({ price: year.id })
    const { body }: { body: PurchasePreview } = await preview({ price: month.id })
    expect(body.dueNow).toEqual(eur(0))
    expect(body.credit.amountMinor).toBeGreaterThan(8_900)
    await change({ price: month.id })
    await server.emulator.control.advance({ days: 70 })
    await server.settled()
    expect((await buyer.purchase(purchase.id)).payments).toHaveLength(2)
    expect((await buyer.entitlement()).state).toBe('open')
  })

  it('becomes one of another plan, with the seats that plan asks for', async () => {
    const { buyer, purchase, change } = await aSubscriber()
    const seats = await anotherPlan(buyer, { ...TEAM, name: 'Seats', perSeat: true, prices: [MONTH] })
    const { body } = await change({ price: seats.prices[0].id, seats: 3 })
    expect(body).toMatchObject({ plan: { name: 'Seats', perSeat: true }, seats: { bought: 3, needed: 1 } })
    await server.settled()
    expect((await buyer.entitlement()).plan.name).toBe('Seats')
    expect((await buyer.purchase(purchase.id)).payments[0]?.amount).toEqual(eur(2_000))
  })

  it('stays as it is when the card declines what a change costs', async () => {
    const { buyer, purchase, year, change } = await aSubscriber()
    await expireCards(server, await buyer.subscriptionOf(purchase.id))
    const refused = await change({ price: year.id })
    expect(refused.body).toMatchObject({ status: 422, code: 'payment_provider_refused' })
    await server.settled()
    expect(await buyer.purchase(purchase.id)).toMatchObject({ state: 'active', price: { interval: 'month' } })
  })

  it('is no trouble any more when what was declined is asked for again', async () => {
    const { buyer, purchase, year, change } = await aSubscriber()
    const subject = `purchase:${purchase.id}`
    const troubles = async () => {
      const { body } = await server.admin.get('/v1/admin/billing/troubles?limit=100')
      return body.items.filter((item: BillingTrouble) => item.subject === subject)
    }
    server.emulator.control.api.inject({ kind: 'refusal', route: 'POST /v1/subscriptions/:id' })
    expect(verdict(await change({ price: year.id }))).toBe('422 payment_provider_refused')
    expect(await troubles()).toMatchObject([{ kind: 'subscription.update', state: 'refused' }])
    expect(verdict(await change({ price: year.id }))).toBe(200)
    expect(await troubles()).toEqual([])
    await server.settled()
    expect((await buyer.purchase(purchase.id)).price.interval).toBe('year')
  })

  it('is not changed while it is ending, nor into what is no subscription, nor into a stranger’s plan', async () => {
    const { buyer, purchase, year, change } = await aSubscriber()
    const once = await anotherPlan(buyer, {
      kind: 'one_time',
      name: 'Once',
      prices: [{ amountMinor: 900, currency: 'eur' }],
    })
    const foreign = await anOffer(server, TEAM)
    const dollars = await anotherPlan(buyer, { ...TEAM, name: 'US', prices: [{ ...MONTH, currency: 'usd' }] })
    for (const price of [once.prices[0].id, foreign.plan.prices[0]!.id, dollars.prices[0].id])
      expect(verdict(await change({ price }))).toBe('409 plan_not_switchable')
    await buyer.person.post(buyer.at(`/purchases/${purchase.id}/cancel`))
    expect(verdict(await change({ price: year.id }))).toBe('409 subscription_ending')
  })

  it('is changed at the provider too, and we follow', async () => {
    const { buyer, purchase, year, change, month } = await aSubscriber()
    await change({ price: year.id })
    const subscription = await buyer.subscriptionOf(purchase.id)
    const { items } = await server.api.subscriptions.retrieve(subscription)
    const [row] = await server.rows<{ id: string }>('SELECT provider_price_id AS id FROM prices WHERE id = $1', [
      month.id,
    ])
    await server.api.subscriptions.update(subscription, { items: [{ id: items.data[0]!.id, price: row!.id }] })
    await server.settled()
    expect((await buyer.purchase(purchase.id)).price.id).toBe(month.id)
  })
})

describe('a change that the provider did not answer', () => {
  const away = (times = 1) =>
    server.emulator.control.api.inject({ kind: 'server_error', route: 'POST /v1/subscriptions/:id', times })

  it('comes before the one that is asked for next, and never after it', async () => {
    const { buyer, purchase, change } = await aSubscriber({ ...TEAM, perSeat: true }, { seats: 2 })
    away()
    expect(verdict(await change({ seats: 9 }))).toBe('503 payment_provider_unavailable')
    expect((await change({ seats: 3 })).body).toMatchObject({ seats: { bought: 3 } })
    await server.settled()
    expect((await buyer.purchase(purchase.id)).seats?.bought).toBe(3)
  })

  it('is waited for when the provider stays away', async () => {
    const { buyer, purchase, change } = await aSubscriber({ ...TEAM, perSeat: true }, { seats: 2 })
    away(2)
    for (const seats of [9, 3]) expect(verdict(await change({ seats }))).toBe('503 payment_provider_unavailable')
    await server.settled()
    expect((await buyer.purchase(purchase.id)).seats?.bought).toBe(9)
  })

  it('was a cancellation, which can be taken back', async () => {
    const { buyer, purchase } = await aSubscriber()
    const path = buyer.at(`/purchases/${purchase.id}`)
    away()
    expect(verdict(await buyer.person.post(`${path}/cancel`))).toBe('503 payment_provider_unavailable')
    expect(verdict(await buyer.person.post(`${path}/keep`))).toBe(200)
    await server.settled()
    expect((await buyer.purchase(purchase.id)).state).toBe('active')
  })
})

describe('usage with a cap', () => {
  it('keeps its cap when seats are asked for with another', async () => {
    const prices = [{ amountMinor: 10, currency: 'eur' }]
    const meter = { of: 'calls', units: 1 }
    const buyer = await Buyer.of(server, await anOffer(server, { kind: 'metered', name: 'Use', meter, prices }))
    const { id, cap } = await buyer.buy({ capMinor: 100 })
    const answer = await buyer.person.patch(buyer.at(`/purchases/${id}`), { capMinor: 5_000, seats: 3 })
    expect(answer.status).toBe(422)
    expect((await buyer.purchase(id)).cap).toEqual(cap)
  })
})

describe('a trial', () => {
  it('that began before we heard of it is bought, and had, when its checkout is given up', async () => {
    const buyer = await Buyer.of(server, await anOffer(server, { ...TEAM, trialDays: 14 }))
    const { body: begun } = await buyer.checkout()
    const { payCheckout, webhooks } = server.emulator.control
    onTestFinished(() => webhooks.release())
    webhooks.hold()
    await payCheckout(await buyer.sessionOf(begun.id))
    const { status } = await buyer.person.post(buyer.at(`/purchases/${begun.id}/cancel`))
    expect(status).toBe(409)
    expect(verdict(await buyer.checkout())).toBe('409 already_purchased')
    webhooks.release()
    await server.settled()
    expect((await buyer.purchase(begun.id)).state).toBe('trialing')
    expect((await (await buyer.elsewhere()).buy()).state).toBe('active')
  })

  it('is had also when it was given back before the provider told that it began', async () => {
    const buyer = await Buyer.of(server, await anOffer(server, { ...TEAM, trialDays: 14 }))
    const { body: begun } = await buyer.checkout()
    await server.rows('DELETE FROM trials WHERE purchase_id = $1', [begun.id])
    await buyer.pay(begun.id)
    expect((await (await buyer.elsewhere()).buy()).state).toBe('active')
  })

  it('is switched for nothing, and costs the new price when it ends', async () => {
    const { buyer, purchase, year, preview, change } = await aSubscriber({ ...TEAM, trialDays: 14 })
    expect((await preview({ price: year.id })).body).toMatchObject({ dueNow: eur(0), renewal: eur(10_000) })
    expect((await change({ price: year.id })).body.state).toBe('trialing')
    await server.emulator.control.advance({ days: 15 })
    await server.settled()
    const { state, payments } = await buyer.purchase(purchase.id)
    expect([state, payments.map(({ amount }) => amount)]).toEqual(['active', [eur(10_000)]])
  })
})
