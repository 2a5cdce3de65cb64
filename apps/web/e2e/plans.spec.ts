import type { CreatePlan } from '@grantry/contract'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changedArchive } from './archives.ts'
import { launchBrowser, openWindow, shoot, signInAs, type Window } from './browser.ts'
import { Emulator } from './emulator.ts'
import { ADMIN, startMarketplace, type Marketplace } from './marketplace.ts'
import { publishApproved, signIn, signUp, type Person } from './people.ts'
import { skipAfterFailure } from './steps.ts'

const USD = 'usd' as const
/** An extension for each kind of plan. */
const OFFERS: Readonly<Record<string, CreatePlan>> = {
  'metered-words': {
    kind: 'metered',
    name: 'By use',
    meter: { of: 'calls', units: 1 },
    prices: [{ amountMinor: 200, currency: USD }],
  },
  'tried-words': {
    kind: 'subscription',
    name: 'Pro',
    trialDays: 14,
    prices: [{ amountMinor: 700, currency: USD, interval: 'month' }],
  },
  'seated-words': {
    kind: 'subscription',
    name: 'Team',
    perSeat: true,
    prices: [{ amountMinor: 900, currency: USD, interval: 'month' }],
  },
}

/** What becomes of a plan after it was bought: caps, trials and seats, and a call that the payment provider refuses. */
describe('a plan that was bought', () => {
  skipAfterFailure()
  let marketplace: Marketplace
  let browser: Browser
  let buyer: Window
  let ada: Person
  let grace: Person
  let emulator: Emulator

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'stocked' })
    const admin = await signIn(marketplace.url, ADMIN)
    ada = await signUp(marketplace.url, 'Ada Lovelace')
    await ada.api.publishers.create({ slug: 'acme-labs', name: 'Acme Labs' })
    for (const [id, plan] of Object.entries(OFFERS)) {
      const archive = await changedArchive('hello', (manifest) => ({ ...manifest, id, name: nameOf(id) }))
      await publishApproved(ada, 'acme-labs', archive.path, admin)
      await archive.dispose()
      await ada.api.billing.createPlan('acme-labs', id, plan)
    }
    grace = await signUp(marketplace.url, 'Grace Hopper')
    await grace.api.workspaces.create({ name: 'Office' })
    browser = await launchBrowser()
    buyer = await openWindow(browser, marketplace.url)
    await signInAs(buyer.page, grace.account)
  })
  afterAll(async () => {
    await browser?.close()
    await marketplace?.stop()
  })

  /** From the store over the page of the payment provider back to the store. */
  async function buy(page: Page, extension: string, button: string): Promise<void> {
    await page
      .getByRole('dialog', { name: `Buy ${nameOf(extension)}` })
      .getByRole('button', { name: button })
      .click()
    await page.getByLabel('Name on the card').fill('Grace Hopper')
    emulator = new Emulator(page.url())
    await page.getByRole('button', { name: /^(Pay|Subscribe) ?/ }).click()
    await page.waitForURL('**/billing/purchases/*')
  }
  /** News of the payment provider come when they come, and a page shows what was known when it was opened. */
  async function untilInvoiced(wanted: { totalMinor: number; state: 'open' | 'paid' }): Promise<void> {
    const isKnown = async () => {
      const { items: invoices } = await grace.api.billing.invoices('office')
      const { items: purchases } = await grace.api.billing.purchases('office')
      const invoice = invoices.find(({ total }) => total.amountMinor === wanted.totalMinor)
      const purchase = purchases.find(({ extension }) => extension === invoice?.extension)
      return invoice?.state === wanted.state && purchase?.state === (wanted.state === 'open' ? 'past_due' : 'active')
    }
    await expect.poll(isKnown, { timeout: 45_000 }).toBe(true)
  }
  const rowOf = (page: Page, extension: string) =>
    page
      .getByRole('list', { name: 'Purchases' })
      .getByRole('listitem')
      .filter({ hasText: nameOf(extension) })

  it('is used until its cap is reached, and then says so', async () => {
    const { page } = buyer
    await page.goto('/extensions/metered-words/buy')
    await page.getByLabel('At most a month, in USD').fill('2.00')
    await buy(page, 'metered-words', 'Set up the payment')
    await page.getByText('It can be used').waitFor()
    await page.getByRole('link', { name: 'Install it' }).click()
    await page.getByRole('button', { name: 'Install without permissions' }).click()
    await page.waitForURL('**/workspaces/office/installs/*')
    await page.goto(`/workspaces/office/console?operation=${encodeURIComponent('query:metered-words:greet.v1')}`)
    await page.getByLabel('Name').fill('Ada')
    await page.getByRole('button', { name: 'Run query' }).click()
    await page.getByText('Hello, Ada').first().waitFor()
    await page.getByRole('button', { name: 'Run query' }).click()
    await page.getByRole('alert').getByText('The spending cap of metered-words is reached').waitFor()
    await shoot(page, 'plans-cap-reached')
  })

  it('is used again once an admin of the workspace has raised the cap', async () => {
    const { page } = buyer
    await page.getByRole('link', { name: 'Open the billing' }).click()
    const row = rowOf(page, 'metered-words')
    await row.getByText('$2.00 of at most $2.00').waitFor()
    await row.getByRole('button', { name: 'Change the cap' }).click()
    const dialog = page.getByRole('dialog', { name: 'Cap of Metered words' })
    await dialog.getByLabel('At most a month, in USD').fill('20.00')
    await dialog.getByRole('button', { name: 'Change' }).click()
    await row.getByText('$2.00 of at most $20.00').waitFor()
    await page.goto(`/workspaces/office/console?operation=${encodeURIComponent('query:metered-words:greet.v1')}`)
    await page.getByLabel('Name').fill('Grace')
    await page.getByRole('button', { name: 'Run query' }).click()
    await page.getByText('Hello, Grace').first().waitFor()
  })

  it('has as many seats as were bought, and more for what that costs', async () => {
    const { page } = buyer
    await page.goto('/extensions/seated-words/buy')
    await page.getByLabel('Seats').fill('3')
    await buy(page, 'seated-words', 'Pay $27.00')
    await page.getByText('It can be used').waitFor()
    await page.getByRole('link', { name: 'Billing' }).click()
    const row = rowOf(page, 'seated-words')
    await row.getByText('3 seats, 1 needed').waitFor()
    await row.getByRole('button', { name: 'Change plan or seats' }).click()
    const dialog = page.getByRole('dialog', { name: 'Change Seated words' })
    await dialog.getByLabel('Seats').fill('4')
    await dialog.getByRole('button', { name: /^Change, and pay \$\d\.\d\d$/ }).click()
    await row.getByText('4 seats, 1 needed').waitFor()
  })

  it('goes on when a payment that failed is made up for on the page of its invoice', async () => {
    const { page } = buyer
    await page.getByRole('button', { name: 'Cards and subscriptions' }).click()
    await page.getByLabel('Card number').fill('4000000000000341')
    await page.getByRole('button', { name: 'Use this card' }).click()
    await page.getByText('visa ending in 0341').waitFor()
    await emulator.advance(31)
    await untilInvoiced({ totalMinor: 3_600, state: 'open' })
    await page.goto('/workspaces/office/billing')
    await rowOf(page, 'seated-words').getByText('Payment is due').waitFor()
    const [invoice] = await Promise.all([
      page.waitForEvent('popup'),
      page
        .getByRole('list', { name: 'Invoices' })
        .getByRole('listitem')
        .filter({ hasText: nameOf('seated-words') })
        .getByRole('link', { name: /^Pay / })
        .click(),
    ])
    await invoice.getByLabel('Card number').fill('4242 4242 4242 4242')
    await invoice.getByRole('button', { name: 'Pay $36.00' }).click()
    await invoice.getByText('Status: paid').waitFor()
    await invoice.close()
    await untilInvoiced({ totalMinor: 3_600, state: 'paid' })
    await page.reload()
    await rowOf(page, 'seated-words').getByText('Active').waitFor()
  })

  it('costs nothing while it is tried, says what it will cost, and is paid when the trial ends', async () => {
    const { page } = buyer
    await page.goto('/extensions/tried-words')
    await page.getByRole('link', { name: 'Begin a trial' }).click()
    await buy(page, 'tried-words', 'Begin the trial')
    await page.getByText('Your trial has begun').waitFor()
    await page.getByText(/The trial ends on .+; from then on it costs \$7\.00 a month\./).waitFor()
    await shoot(page, 'plans-trial')
    await page.goto('/extensions/tried-words')
    await page.getByRole('link', { name: 'Install', exact: true }).waitFor()
    await shoot(page, 'plans-paid-for')
    await emulator.advance(15)
    await untilInvoiced({ totalMinor: 700, state: 'paid' })
    await page.goto('/workspaces/office/billing')
    await rowOf(page, 'tried-words').getByText('Active').waitFor()
    await page.getByRole('list', { name: 'Invoices' }).getByText('$7.00').waitFor()
  })

  it('is refunded in the end, when an admin has what the payment provider refused tried again', async () => {
    const { items } = await ada.api.earnings.charges('acme-labs')
    const charge = items.find(({ extension }) => extension === 'tried-words')
    await emulator.refuseNext('POST /v1/refunds')
    await ada.api.earnings.refund('acme-labs', charge!.id, { amountMinor: 700, reason: 'As agreed' })
    const admin = await openWindow(browser, marketplace.url)
    await signInAs(admin.page, ADMIN)
    const { page } = admin
    await page.goto('/admin/billing?part=charges')
    const tab = page.getByRole('link', { name: 'Charges', exact: true })
    await expect.poll(() => tab.getAttribute('aria-current')).toBe('page')
    const trouble = page.getByRole('alert').filter({ hasText: 'A refund' })
    await trouble.getByText('The payment provider did not do it. An injected refusal').waitFor()
    await shoot(page, 'plans-trouble')
    await trouble.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('It is tried again').waitFor()
    await trouble.waitFor({ state: 'detached' })
    await page.getByRole('list', { name: 'Charges' }).getByText('$7.00 refunded').waitFor()
    expect(admin.takeFaults()).toEqual([])
    await admin.close()
  })
})

/** `metered-words` is called Metered words. */
const nameOf = (id: string): string => id.charAt(0).toUpperCase() + id.slice(1).replaceAll('-', ' ')
