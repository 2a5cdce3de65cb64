import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { changedArchive } from './archives.ts'
import { launchBrowser, openWindow, shoot, signInAs, type Window } from './browser.ts'
import { ADMIN, startMarketplace, type Marketplace } from './marketplace.ts'
import { publishApproved, signIn, signUp } from './people.ts'
import { skipAfterFailure } from './steps.ts'

/** A price without its tax, from the store to the invoice. */
describe('where taxes are reckoned', () => {
  skipAfterFailure()
  let marketplace: Marketplace
  let browser: Browser
  let buyer: Window

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'stocked', environment: { GRANTRY_TAX: 'exclusive' } })
    const admin = await signIn(marketplace.url, ADMIN)
    const ada = await signUp(marketplace.url, 'Ada Lovelace')
    await ada.api.publishers.create({ slug: 'acme-labs', name: 'Acme Labs' })
    const archive = await changedArchive('hello', (manifest) => ({ ...manifest, id: 'fine-words', name: 'Fine words' }))
    await publishApproved(ada, 'acme-labs', archive.path, admin)
    await archive.dispose()
    const prices = [{ amountMinor: 1_000, currency: 'eur' as const }]
    await ada.api.billing.createPlan('acme-labs', 'fine-words', { kind: 'one_time', name: 'For good', prices })
    const grace = await signUp(marketplace.url, 'Grace Hopper')
    await grace.api.workspaces.create({ name: 'Office' })
    browser = await launchBrowser()
    buyer = await openWindow(browser, marketplace.url)
    await signInAs(buyer.page, grace.account)
  })
  afterAll(async () => {
    await browser?.close()
    await marketplace?.stop()
  })

  it('says in the store that tax comes on top', async () => {
    const { page } = buyer
    await page.goto('/search?q=fine')
    await page.getByText('€10 once plus tax').first().waitFor()
    await shoot(page, 'taxes-search')
    await page.goto('/extensions/fine-words')
    await page.getByText('once plus tax').first().waitFor()
    await shoot(page, 'taxes-extension')
  })

  it('asks on the payment page for the country, and takes its tax', async () => {
    const { page } = buyer
    await page.goto('/extensions/fine-words/buy')
    await page.getByRole('dialog', { name: 'Buy Fine words' }).getByText('€10.00 once plus tax').waitFor()
    await shoot(page, 'taxes-buy')
    await page.getByRole('button', { name: 'Pay €10.00 plus tax' }).click()
    await page.getByLabel('Name on the card').fill('Grace Hopper')
    await page.getByLabel('Country').selectOption('DE')
    await shoot(page, 'taxes-card')
    await page.getByRole('button', { name: /^Pay / }).click()
    await page.waitForURL('**/billing/purchases/*')
    await page.getByRole('list', { name: 'Payments' }).getByText('incl. €1.90 tax').waitFor()
    await shoot(page, 'taxes-bought')
  })

  it('lists the tax with the invoice', async () => {
    const { page } = buyer
    await page.goto('/workspaces/office/billing')
    const invoices = page.getByRole('list', { name: 'Invoices' })
    await invoices.getByText('€11.90').waitFor()
    await invoices.getByText('incl. €1.90 tax').waitFor()
    await shoot(page, 'taxes-invoices')
  })
})
