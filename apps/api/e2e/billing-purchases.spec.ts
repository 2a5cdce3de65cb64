import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { Clock } from '../src/kernel/clock.ts'
import { type BillingServer, startBillingServer } from '../test/billing.ts'
import { anOffer, Buyer } from '../test/buying.ts'
import { query } from '../test/stored.ts'
import { freshName } from '../test/stories.ts'
import { tokenOf } from '../test/world.ts'

const ONCE = { kind: 'one_time', name: 'For good', prices: [{ amountMinor: 4_900, currency: 'eur' }] }
const MONTHLY = { amountMinor: 900, currency: 'eur', interval: 'month' }
const SUBSCRIPTION = { kind: 'subscription', name: 'Monthly', prices: [MONTHLY] }
const { verdict } = Buyer
const eur = (amountMinor: number) => ({ amountMinor, currency: 'eur' })

let server: BillingServer
beforeAll(async () => {
  server = await startBillingServer()
})
afterAll(() => server.close())

const aBuyer = async (plan: object = SUBSCRIPTION) => Buyer.of(server, await anOffer(server, plan))

describe('what costs something', () => {
  it('is not installed before it is paid for, and says where to pay', async () => {
    const buyer = await aBuyer()
    const refused = await buyer.install()
    expect(verdict(refused)).toBe('402 payment_required')
    const { extension } = buyer.offer
    expect(refused.body).toMatchObject({ extension, workspaceId: buyer.workspace })
    expect(refused.body.wayOut).toBe(`/extensions/${extension}/buy?workspace=${buyer.workspace}`)
    expect(refused.body.detail).toContain(`grantry buy ${extension}`)
  })

  it('is bought, installed, called, and has its jobs dispatched', async () => {
    const buyer = await aBuyer(ONCE)
    const pending = await buyer.checkout()
    expect(pending.body).toMatchObject({ state: 'pending', checkoutUrl: expect.stringMatching(/^http:/) })
    expect((await buyer.entitlement()).reason).toBe('payment_pending')
    expect(verdict(await buyer.install())).toBe('402 payment_pending')
    await buyer.pay(pending.body.id)
    expect(await buyer.purchase(pending.body.id)).toMatchObject({ state: 'active', checkoutUrl: null })
    expect(await buyer.entitlement()).toMatchObject({ state: 'open', reason: 'purchased', wayOut: null })
    expect(verdict(await buyer.install())).toBe(201)
    expect(verdict(await buyer.call())).toBe(200)
    expect(verdict(await buyer.dispatch())).toBe(201)
  })

  it('is paid for by each workspace, whoever it belongs to', async () => {
    const buyer = await aBuyer(ONCE)
    await buyer.buy()
    expect(verdict(await (await buyer.elsewhere()).install())).toBe('402 payment_required')
  })

  it('is still to be had for nothing where it has a free plan', async () => {
    const buyer = await aBuyer()
    const { publisher, slug, extension } = buyer.offer
    await publisher.post(`/v1/publishers/${slug}/extensions/${extension}/plans`, { kind: 'free', name: 'Basic' })
    expect(verdict(await buyer.install())).toBe(201)
    expect((await buyer.entitlement()).reason).toBe('free')
  })

  it('stops what is installed already once it is no longer free', async () => {
    const { publisher, slug, extension, plan } = await anOffer(server, { kind: 'free', name: 'Basic' })
    const buyer = await Buyer.of(server, { publisher, slug, extension, plan })
    await buyer.install()
    expect(verdict(await buyer.call())).toBe(200)
    const plans = `/v1/publishers/${slug}/extensions/${extension}/plans`
    await publisher.post(plans, ONCE)
    await publisher.send('PATCH', `${plans}/${plan.id}`, { body: { state: 'archived' } })
    expect(verdict(await buyer.call())).toBe('402 payment_required')
    expect(verdict(await buyer.dispatch())).toBe('402 payment_required')
  })
})

describe('a checkout', () => {
  it('is the same one when it is begun again', async () => {
    const buyer = await aBuyer()
    const [first, second] = [await buyer.checkout(), await buyer.checkout()]
    expect(second.body).toEqual(first.body)
  })

  it('is made once, although it was asked for twice at once', async () => {
    const buyer = await aBuyer()
    const answers = await Promise.all([buyer.checkout(), buyer.checkout(), buyer.checkout()])
    expect(new Set(answers.map(({ body }) => body.checkoutUrl)).size).toBe(1)
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
  })

  it('is opened once, although its answer was lost', async () => {
    const buyer = await aBuyer()
    const made = ['POST /v1/customers', 'POST /v1/products', 'POST /v1/prices', 'POST /v1/checkout/sessions'] as const
    for (const route of made) server.emulator.control.api.inject({ kind: 'drop_answer', route })
    let answer = await buyer.checkout()
    for (let tries = 0; answer.status === 503 && tries < 20; tries += 1) answer = await buyer.checkout()
    expect(answer.status).toBe(201)
    await server.settled()
    const sessions = await server.rows<{ count: number }>(
      `SELECT count(DISTINCT object_id)::int AS count FROM provider_calls WHERE subject = $1`,
      [`purchase:${answer.body.id}`],
    )
    expect(sessions[0]?.count).toBe(1)
  })

  it('takes the place of one that was begun for something else', async () => {
    const buyer = await aBuyer({ ...SUBSCRIPTION, prices: [MONTHLY, { ...MONTHLY, interval: 'year' }] })
    const { body: first } = await buyer.checkout()
    const { body: second } = await buyer.checkout({ price: buyer.offer.plan.prices[1]?.id })
    expect(second.id).not.toBe(first.id)
    expect((await buyer.purchase(first.id)).state).toBe('abandoned')
    await buyer.pay(second.id)
    expect((await buyer.entitlement()).purchaseId).toBe(second.id)
  })

  it('is not begun beside one that was paid, though nobody has told us of that yet', async () => {
    const buyer = await aBuyer({ ...SUBSCRIPTION, prices: [MONTHLY, { ...MONTHLY, interval: 'year' }] })
    const { body: paid } = await buyer.checkout()
    const { payCheckout, webhooks } = server.emulator.control
    onTestFinished(() => webhooks.release())
    webhooks.hold()
    await payCheckout(await buyer.sessionOf(paid.id))
    const other = { price: buyer.offer.plan.prices[1]?.id }
    for (const body of [other, other, {}]) expect(verdict(await buyer.checkout(body))).toBe('409 already_purchased')
    webhooks.release()
    await server.settled()
    expect(await buyer.entitlement()).toMatchObject({ state: 'open', purchaseId: paid.id })
  })

  it('is closed at the provider when it was given up before the provider answered', async () => {
    const buyer = await aBuyer({ ...SUBSCRIPTION, prices: [MONTHLY, { ...MONTHLY, interval: 'year' }] })
    server.emulator.control.api.inject({ kind: 'server_error', route: 'POST /v1/checkout/sessions' })
    await buyer.checkout()
    expect(verdict(await buyer.checkout({ price: buyer.offer.plan.prices[1]?.id }))).toBe(201)
    await server.settled()
    const [givenUp] = await server.rows<{ id: string }>(
      `SELECT id FROM purchases WHERE workspace_id = $1 AND state = 'expired'`,
      [buyer.workspace],
    )
    const session = await server.api.checkout.sessions.retrieve(await buyer.sessionOf(givenUp!.id))
    expect(session.status).toBe('expired')
  })

  it('is not opened for what the store does not show', async () => {
    const buyer = await aBuyer()
    const { publisher, slug, extension } = buyer.offer
    await publisher.post(`/v1/publishers/${slug}/versions/${extension}/1.0.0/yank`, { reason: 'It harms' })
    expect((await publisher.get(`/v1/extensions/${extension}/plans`)).status).toBe(404)
    expect(verdict(await buyer.checkout())).toBe('404 not_found')
  })

  it('can be given up', async () => {
    const buyer = await aBuyer()
    const { body } = await buyer.checkout()
    const cancelled = await buyer.person.post(buyer.at(`/purchases/${body.id}/cancel`))
    expect(cancelled.body).toMatchObject({ state: 'abandoned', checkoutUrl: null })
    expect((await buyer.entitlement()).reason).toBe('payment_required')
  })

  it('is refused to those who have it already', async () => {
    const buyer = await aBuyer()
    await buyer.buy()
    expect(verdict(await buyer.checkout())).toBe('409 already_purchased')
  })

  it('is refused to viewers and members, and unknown to strangers', async () => {
    const buyer = await aBuyer()
    for (const role of ['viewer', 'member']) {
      const person = await server.person(role)
      await buyer.person.post(buyer.at('/members'), { email: person.email, role })
      const answer = await person.post(buyer.at('/purchases'), { price: buyer.price })
      expect(verdict(answer)).toBe('403 role_missing')
    }
    const stranger = await server.person('stranger')
    expect(verdict(await stranger.post(buyer.at('/purchases'), { price: buyer.price }))).toBe('404 not_found')
  })

  it('is not opened for a price that is off offer', async () => {
    const buyer = await aBuyer()
    const { publisher, slug, extension, plan } = buyer.offer
    const path = `/v1/publishers/${slug}/extensions/${extension}/plans/${plan.id}`
    await publisher.post(`${path}/prices`, { ...MONTHLY, amountMinor: 1_000 })
    expect(verdict(await buyer.checkout())).toBe('404 not_found')
    await publisher.send('PATCH', path, { body: { state: 'archived' } })
    const dearer = (await publisher.get(`/v1/publishers/${slug}/extensions/${extension}/plans`)).body.items[0].prices[0]
    expect(verdict(await buyer.checkout({ price: dearer.id }))).toBe('404 not_found')
  })

  it.each([
    [{ seats: 2 }, '422 seats_not_for_plan'],
    [{ capMinor: 500 }, '422 cap_not_for_plan'],
    [{ seats: 0 }, '400 invalid_input'],
  ])('is refused with %o for a plan that has no such thing', async (body, expected) => {
    expect(verdict(await (await aBuyer()).checkout(body))).toBe(expected)
  })
})

describe('a subscription', () => {
  it('is cancelled to its end, and kept after all', async () => {
    const buyer = await aBuyer()
    const { id } = await buyer.buy()
    await buyer.install()
    const cancelled = await buyer.person.post(buyer.at(`/purchases/${id}/cancel`))
    expect(cancelled.body.state).toBe('ending')
    expect(await buyer.entitlement()).toMatchObject({ state: 'open', reason: 'ending' })
    expect(verdict(await buyer.call())).toBe(200)
    expect((await buyer.person.post(buyer.at(`/purchases/${id}/keep`))).body.state).toBe('active')
    expect(verdict(await buyer.person.post(buyer.at(`/purchases/${id}/keep`)))).toBe('409 subscription_not_ending')
  })

  it('ends with its period, and everything it opened with it', async () => {
    const buyer = await aBuyer()
    const { id } = await buyer.buy()
    await buyer.install()
    await buyer.person.post(buyer.at(`/purchases/${id}/cancel`))
    await server.emulator.control.advance({ days: 32 })
    await server.settled()
    expect((await buyer.purchase(id)).state).toBe('ended')
    expect(verdict(await buyer.call())).toBe('402 subscription_ended')
    expect(verdict(await buyer.dispatch())).toBe('402 subscription_ended')
    expect(verdict(await buyer.checkout())).toBe(201)
  })

  it('keeps its workspace from being deleted, until it is cancelled', async () => {
    const buyer = await aBuyer()
    const { id } = await buyer.buy()
    await buyer.install()
    const refused = await buyer.person.post(buyer.at('/delete'), { name: 'Lab' })
    expect([verdict(refused), refused.body.detail]).toEqual([
      '409 workspace_needed',
      expect.stringContaining('pays for'),
    ])
    await buyer.person.post(buyer.at(`/purchases/${id}/cancel`))
    expect(verdict(await buyer.person.post(buyer.at('/delete'), { name: 'Lab' }))).toBe(204)
    expect(await query(server, 'SELECT 1 FROM charges WHERE workspace_id = $1', [buyer.workspace])).toHaveLength(1)
  })

  it('renews by itself, and leaves an invoice each time', async () => {
    const buyer = await aBuyer()
    const { id } = await buyer.buy()
    await server.emulator.control.advance({ days: 32 })
    await server.settled()
    expect((await buyer.purchase(id)).state).toBe('active')
    const { items } = (await buyer.person.get(buyer.at('/invoices'))).body
    expect(items).toHaveLength(2)
    expect(items[0]).toMatchObject({ state: 'paid', purchaseId: id, total: { amountMinor: 900, currency: 'eur' } })
    const page = await fetch(items[0].url)
    expect(page.status).toBe(200)
  })

  it('is open for a while when its renewal is not paid, and then not any more', async () => {
    const buyer = await aBuyer({ ...SUBSCRIPTION, trialDays: 14 })
    // A card that is taken, and declined when it is charged.
    const { id } = await buyer.buy({}, '4000000000000341')
    await buyer.install()
    await server.emulator.control.advance({ days: 15 })
    await server.settled()
    const owing = await buyer.purchase(id)
    expect(owing).toMatchObject({ state: 'past_due', graceEndsAt: expect.any(String) })
    expect(await buyer.entitlement()).toMatchObject({ state: 'open', reason: 'grace' })
    expect(verdict(await buyer.call())).toBe(200)
    // A session would not live until then.
    const tool = await tokenOf(buyer.person, ['call', 'billing'])
    const buyAgain = () => tool.post(buyer.at('/purchases'), { price: buyer.price })
    await at(new Date(owing.graceEndsAt ?? 0), async () => {
      expect(verdict(await buyer.call('look', {}, tool))).toBe('402 subscription_past_due')
      expect(verdict(await buyAgain())).toBe('409 already_purchased')
    })
  })

  it('is managed on a page of the payment provider', async () => {
    const buyer = await aBuyer()
    expect(verdict(await buyer.person.post(buyer.at('/billing-portal')))).toBe('409 nothing_bought')
    await buyer.buy()
    const { body } = await buyer.person.post(buyer.at('/billing-portal'))
    expect((await fetch(body.url)).status).toBe(200)
  })
})

describe('a trial', () => {
  const WITH_TRIAL = { ...SUBSCRIPTION, trialDays: 14 }

  it('opens without a payment, for its time', async () => {
    const buyer = await aBuyer(WITH_TRIAL)
    const purchase = await buyer.buy()
    expect(purchase).toMatchObject({ state: 'trialing', trialEndsAt: expect.any(String), payments: [] })
    expect((await buyer.entitlement()).reason).toBe('trialing')
  })

  it('is had once: not again by the workspace, nor by the person elsewhere', async () => {
    const buyer = await aBuyer(WITH_TRIAL)
    const { id } = await buyer.buy()
    expect((await (await buyer.elsewhere()).buy()).state).toBe('active')
    await buyer.person.post(buyer.at(`/purchases/${id}/cancel`))
    await server.emulator.control.advance({ days: 15 })
    await server.settled()
    const colleague = await server.person('colleague')
    await buyer.person.post(buyer.at('/members'), { email: colleague.email, role: 'admin' })
    const again = await colleague.post(buyer.at('/purchases'), { price: buyer.price })
    await buyer.pay(again.body.id)
    expect((await buyer.purchase(again.body.id)).state).toBe('active')
  })

  it('is not used up by a checkout that nobody completed', async () => {
    const buyer = await aBuyer(WITH_TRIAL)
    const { body } = await buyer.checkout()
    await buyer.person.post(buyer.at(`/purchases/${body.id}/cancel`))
    expect((await buyer.buy()).state).toBe('trialing')
  })
})

describe('seats', () => {
  const PER_SEAT = { ...SUBSCRIPTION, perSeat: true }

  async function aTeam(seats: number) {
    const buyer = await aBuyer(PER_SEAT)
    const purchase = await buyer.buy({ seats })
    await buyer.install()
    const colleague = await server.person('colleague')
    await buyer.person.post(buyer.at('/members'), { email: colleague.email, role: 'member' })
    return { buyer, purchase, colleague }
  }

  it('go to those who were there first; others are told what is missing', async () => {
    const { buyer, purchase, colleague } = await aTeam(1)
    expect((await buyer.purchase(purchase.id)).seats).toEqual({ bought: 1, needed: 2 })
    expect(verdict(await buyer.call())).toBe(200)
    expect(verdict(await buyer.call('look', {}, colleague))).toBe('402 seats_exceeded')
    expect(await buyer.entitlement(colleague)).toMatchObject({ state: 'closed', reason: 'seats_exceeded' })
  })

  it('are paid for when they are added, and leave credit when they are given back', async () => {
    const { buyer, purchase, colleague } = await aTeam(1)
    const path = buyer.at(`/purchases/${purchase.id}`)
    const change = (seats: number) => buyer.person.patch(path, { seats })
    expect((await change(2)).body.seats).toEqual({ bought: 2, needed: 2 })
    await server.settled()
    expect((await buyer.purchase(purchase.id)).payments).toHaveLength(2)
    expect(verdict(await buyer.call('look', {}, colleague))).toBe(200)
    expect((await change(1)).body.seats.bought).toBe(1)
    expect(verdict(await buyer.call('look', {}, colleague))).toBe('402 seats_exceeded')
    expect((await buyer.person.post(`${path}/preview`, { seats: 1 })).body).toMatchObject({ dueNow: eur(0), lines: [] })
  })

  it('are not needed by viewers', async () => {
    const { buyer } = await aTeam(1)
    const viewer = await server.person('viewer')
    await buyer.person.post(buyer.at('/members'), { email: viewer.email, role: 'viewer' })
    expect(verdict(await buyer.call('look', {}, viewer))).toBe(200)
  })

  it('are as many as the workspace needs when nothing else is said', async () => {
    const buyer = await aBuyer(PER_SEAT)
    const colleague = await server.person('colleague')
    await buyer.person.post(buyer.at('/members'), { email: colleague.email, role: 'member' })
    expect((await buyer.checkout()).body.seats).toEqual({ bought: 2, needed: 2 })
  })
})

it('keeps purchases of one workspace from others', async () => {
  const buyer = await aBuyer(ONCE)
  const { id } = await buyer.buy()
  const other = await buyer.elsewhere()
  for (const [method, path] of [
    ['GET', ''],
    ['PATCH', ''],
    ['POST', '/cancel'],
    ['POST', '/keep'],
    ['GET', '/usage'],
  ] as const) {
    const answer = await buyer.person.send(method, other.at(`/purchases/${id}${path}`), {
      ...(method === 'PATCH' && { body: { seats: 2 } }),
    })
    expect(verdict(answer), `${method} ${path}`).toBe('404 not_found')
  }
  expect((await buyer.person.get(other.at('/purchases'))).body.items).toEqual([])
  expect((await buyer.person.get(other.at('/invoices'))).body.items).toEqual([])
})

it('lists what was bought, page by page, newest first', async () => {
  const buyer = await aBuyer(ONCE)
  await buyer.buy()
  const other = await anOffer(server, ONCE)
  const { body: second } = await buyer.checkout({ price: other.plan.prices[0]?.id })
  const { body: first } = await buyer.person.get(buyer.at('/purchases?limit=1'))
  expect(first.items.map(({ id }: { id: string }) => id)).toEqual([second.id])
  const { body: rest } = await buyer.person.get(buyer.at(`/purchases?limit=1&cursor=${first.nextCursor}`))
  expect(rest.items[0].extension).toBe(buyer.offer.extension)
  const { body: some } = await buyer.person.get(buyer.at(`/purchases?extension=${freshName('none')}`))
  expect(some.items).toEqual([])
})

/** Does something while the server's clock stands at a later time. */
async function at(time: Date, work: () => Promise<void>): Promise<void> {
  const clock = vi.spyOn(server.app.get(Clock), 'now').mockReturnValue(time)
  try {
    await work()
  } finally {
    clock.mockRestore()
  }
}
