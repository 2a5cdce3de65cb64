import type { ChargeDetail, ExtensionDetail, Invoice, PurchasePreview } from '@grantry/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppConfig } from '../src/config/app-config.ts'
import { type BillingServer, startBillingServer } from '../test/billing.ts'
import { anOffer, Buyer } from '../test/buying.ts'

const ONCE = { kind: 'one_time', name: 'For good', prices: [{ amountMinor: 1_000, currency: 'eur' }] }
const MONTH = { amountMinor: 1_000, currency: 'eur', interval: 'month' }
const YEAR = { amountMinor: 10_000, currency: 'eur', interval: 'year' }
const TEAM = { kind: 'subscription', name: 'Team', perSeat: true, prices: [MONTH, YEAR] }
const eur = (amountMinor: number) => ({ amountMinor, currency: 'eur' })
const { verdict } = Buyer

let server: BillingServer
beforeAll(async () => {
  server = await startBillingServer({ GRANTRY_TAX: 'exclusive' })
})
afterAll(() => server.close())

/** Somebody in Germany, where the tax is 19 %, who has bought. */
async function aGerman(plan: object, body: object = {}) {
  const buyer = await Buyer.of(server, await anOffer(server, plan))
  buyer.country = 'DE'
  const purchase = await buyer.buy(body)
  return { buyer, purchase }
}

/** Newest first. */
async function chargesOf({ offer }: Buyer): Promise<ChargeDetail[]> {
  const base = `/v1/publishers/${offer.slug}/charges`
  const { items }: { items: { id: string }[] } = (await offer.publisher.get(base)).body
  return Promise.all(items.map(async ({ id }) => (await offer.publisher.get(`${base}/${id}`)).body))
}

const invoicesOf = async (buyer: Buyer): Promise<Invoice[]> =>
  (await buyer.person.get(buyer.at('/invoices'))).body.items

const taxOwed = async (charge: ChargeDetail): Promise<number> => {
  const [row] = await server.rows<{ sum: string }>(
    `SELECT coalesce(-sum(e.amount_minor), 0) AS sum FROM ledger_entries e
     JOIN ledger_transactions t ON t.id = e.transaction_id
     WHERE e.account_code = 'tax:payable' AND t.subject = $1`,
    [`charge:${charge.providerId}`],
  )
  return Number(row!.sum)
}

describe('a price without its tax', () => {
  it('says so wherever it is shown', async () => {
    const { offer, person } = await Buyer.of(server, await anOffer(server, TEAM))
    const { body }: { body: ExtensionDetail } = await person.get(`/v1/extensions/${offer.extension}`)
    expect(body.pricing.from).toMatchObject({ interval: 'year', tax: 'exclusive' })
    const plans = (await person.get(`/v1/extensions/${offer.extension}/plans`)).body.items
    expect(plans[0].prices.map(({ tax }: { tax: string }) => tax)).toEqual(['exclusive', 'exclusive'])
  })

  it('is charged with the tax of the buyer’s country, which nobody shares', async () => {
    const { buyer, purchase } = await aGerman(ONCE)
    expect(purchase).toMatchObject({ price: { tax: 'exclusive' }, payments: [{ amount: eur(1_190), tax: eur(190) }] })
    const [charge] = await chargesOf(buyer)
    expect(charge).toMatchObject({
      gross: eur(1_190),
      tax: eur(190),
      publisherShare: eur(700),
      platformShare: eur(300),
    })
    expect(await taxOwed(charge!)).toBe(190)
    expect(await invoicesOf(buyer)).toMatchObject([{ total: eur(1_190), tax: eur(190), paid: eur(1_190) }])
    const month = new Date().toISOString().slice(0, 7)
    const statement: string = (
      await buyer.offer.publisher.get(`/v1/publishers/${buyer.offer.slug}/statements/${month}`)
    ).body
    expect(statement).toContain(`${buyer.offer.extension},EUR,11.90,1.90,3.00,7.00`)
  })

  it('is charged alone where nothing is collected', async () => {
    const buyer = await Buyer.of(server, await anOffer(server, ONCE))
    const purchase = await buyer.buy()
    expect(purchase.payments).toMatchObject([{ amount: eur(1_000), tax: eur(0) }])
  })
})

describe('a refund', () => {
  it('gives the tax back in proportion, and all of it in the end', async () => {
    const { buyer } = await aGerman(ONCE)
    const [charge] = await chargesOf(buyer)
    const refund = async (amountMinor?: number) => {
      const body = { reason: 'Asked for', ...(amountMinor !== undefined && { amountMinor }) }
      expect((await server.admin.post(`/v1/admin/billing/charges/${charge!.id}/refunds`, body)).status).toBe(201)
      await server.settled()
    }
    await refund(595)
    expect(await taxOwed(charge!)).toBe(95)
    await refund(100)
    expect(await taxOwed(charge!)).toBe(79)
    await refund()
    expect(await taxOwed(charge!)).toBe(0)
  })

  it('that a bank forces gives the tax back, too', async () => {
    const { buyer } = await aGerman(ONCE)
    const [charge] = await chargesOf(buyer)
    const dispute = await server.emulator.control.openDispute(charge!.providerId)
    await server.settled()
    expect(await taxOwed(charge!)).toBe(190)
    await server.emulator.control.decideDispute(dispute, 'lost')
    await server.settled()
    expect(await taxOwed(charge!)).toBe(0)
  })
})

describe('a subscription', () => {
  it('is renewed with its tax', async () => {
    const { buyer, purchase } = await aGerman(TEAM, { seats: 2 })
    await server.emulator.control.advance({ days: 32 })
    await server.settled()
    expect((await buyer.purchase(purchase.id)).payments).toMatchObject([
      { amount: eur(2_380), tax: eur(380) },
      { amount: eur(2_380), tax: eur(380) },
    ])
  })

  it('costs with its tax what the preview of a change said', async () => {
    const { buyer, purchase } = await aGerman(TEAM, { seats: 1 })
    const path = buyer.at(`/purchases/${purchase.id}`)
    const year = buyer.offer.plan.prices.find(({ interval }) => interval === 'year')!
    const change = { price: year.id, seats: 2 }
    const preview: PurchasePreview = (await buyer.person.post(`${path}/preview`, change)).body
    expect(preview).toMatchObject({
      tax: eur(3_610),
      dueNow: eur(22_610),
      renewal: eur(20_000),
      renewalTax: 'exclusive',
    })
    expect(verdict(await buyer.person.patch(path, change))).toBe(200)
    await server.settled()
    const [paid] = (await buyer.purchase(purchase.id)).payments
    expect(paid).toMatchObject({ amount: preview.dueNow, tax: preview.tax })
    const [charge] = await chargesOf(buyer)
    expect(charge).toMatchObject({ tax: eur(3_610), publisherShare: eur(13_300), platformShare: eur(5_700) })
  })

  it('has the part of the tax that credit does not pay', async () => {
    const { buyer, purchase } = await aGerman(TEAM, { seats: 3 })
    const path = buyer.at(`/purchases/${purchase.id}`)
    const preview: PurchasePreview = (await buyer.person.post(`${path}/preview`, { seats: 2 })).body
    expect(preview).toMatchObject({ tax: eur(-190), credit: eur(1_190), dueNow: eur(0) })
    await buyer.person.patch(path, { seats: 2 })
    await server.emulator.control.advance({ days: 32 })
    await server.settled()
    expect((await buyer.purchase(purchase.id)).payments).toMatchObject([
      { amount: eur(1_190), tax: eur(190) },
      { amount: eur(3_570), tax: eur(570) },
    ])
  })

  it('that is paid by use has the tax of what was used', async () => {
    const plan = {
      kind: 'metered',
      name: 'By use',
      meter: { of: 'calls', units: 1 },
      prices: [{ amountMinor: 100, currency: 'eur' }],
    }
    const { buyer, purchase } = await aGerman(plan, { capMinor: 5_000 })
    await buyer.install()
    for (let time = 0; time < 3; time++) expect(verdict(await buyer.call())).toBe(200)
    await expect.poll(async () => (await server.api.billing.meters.list()).data.length).toBeGreaterThan(0)
    await expect
      .poll(
        async () => {
          const [row] = await server.rows<{ sum: string }>(
            `SELECT coalesce(sum(reported_blocks), 0) AS sum FROM usage_periods p
           JOIN subscriptions s ON s.id = p.subscription_id WHERE s.purchase_id = $1`,
            [purchase.id],
          )
          return row!.sum
        },
        { timeout: 60_000 },
      )
      .toBe('3')
    await server.settled()
    await server.emulator.control.advance({ days: 32 })
    await server.settled()
    expect((await buyer.purchase(purchase.id)).payments).toMatchObject([{ amount: eur(357), tax: eur(57) }])
  })
})

describe('taxes that the provider cannot reckon', () => {
  it('keep people from buying, and say what is missing', async () => {
    const buyer = await Buyer.of(server, await anOffer(server, ONCE))
    await server.emulator.control.closeHeadOffice()
    const answer = await buyer.checkout()
    expect(verdict(answer)).toBe('503 taxes_not_ready')
    expect(answer.body.detail).toContain('head_office')
    await server.api.tax.settings.update({ head_office: { address: { country: 'DE' } } })
    expect(verdict(await buyer.checkout())).toBe(201)
  })
})

describe('a price that was sold before', () => {
  let later: BillingServer
  beforeAll(async () => {
    later = await startBillingServer()
  })
  afterAll(() => later.close())

  it('has its tax in it from when the server is started so; who pays already goes on without', async () => {
    const offer = await anOffer(later, TEAM)
    const before = await Buyer.of(later, offer)
    const subscribed = await before.buy({ seats: 1 })
    expect(subscribed.price.tax).toBe('none')
    later.app.get(AppConfig).billing.tax = 'inclusive'
    const after = await Buyer.of(later, offer)
    after.country = 'DE'
    const taxed = await after.buy({ seats: 1 })
    expect(taxed).toMatchObject({ price: { tax: 'inclusive' }, payments: [{ amount: eur(1_000), tax: eur(160) }] })
    await later.emulator.control.advance({ days: 32 })
    await later.settled()
    const renewed = await before.purchase(subscribed.id)
    expect(renewed).toMatchObject({ price: { tax: 'none', id: offer.plan.prices[0]!.id } })
    expect(renewed.payments).toMatchObject([{ tax: eur(0) }, { tax: eur(0) }])
  })
})
