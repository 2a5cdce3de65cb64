import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changedArchive } from './archives.ts'
import { Emulator } from './emulator.ts'
import { launchBrowser, openWindow, shoot, signInAs, type Window } from './browser.ts'
import { ADMIN, startMarketplace, type Marketplace } from './marketplace.ts'
import { publishApproved, signIn, signUp, type Person } from './people.ts'
import { skipAfterFailure } from './steps.ts'

/** From a price to a refund, by those whom it concerns, on the pages of the store and of the payment provider. */
describe('an extension that costs something', () => {
  skipAfterFailure()
  let marketplace: Marketplace
  let browser: Browser
  let publisher: Window
  let buyer: Window
  let ada: Person
  let grace: Person
  let emulator: Emulator

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'stocked' })
    const admin = await signIn(marketplace.url, ADMIN)
    ada = await signUp(marketplace.url, 'Ada Lovelace')
    await ada.api.publishers.create({ slug: 'acme-labs', name: 'Acme Labs' })
    const archive = await changedArchive('hello', (manifest) => ({ ...manifest, id: 'fine-words', name: 'Fine words' }))
    await publishApproved(ada, 'acme-labs', archive.path, admin)
    await archive.dispose()
    grace = await signUp(marketplace.url, 'Grace Hopper')
    await grace.api.workspaces.create({ name: 'Office' })
    browser = await launchBrowser()
    publisher = await openWindow(browser, marketplace.url)
    buyer = await openWindow(browser, marketplace.url)
    await signInAs(publisher.page, ada.account)
    await signInAs(buyer.page, grace.account)
  })
  afterAll(async () => {
    await browser?.close()
    await marketplace?.stop()
  })

  it('has a publisher who says where the money goes', async () => {
    const { page } = publisher
    await page.goto('/studio/acme-labs/earnings')
    await page.getByRole('note', { name: 'Test mode' }).getByText('not Stripe').waitFor()
    await page.getByRole('button', { name: 'Set up payouts' }).click()
    await page.getByRole('button', { name: 'Agree and finish' }).click()
    await page.waitForURL('**/studio/acme-labs/earnings')
    await page.getByRole('region', { name: 'Payout account' }).getByText('Ready', { exact: true }).waitFor()
  })

  it('gets a plan with a price', async () => {
    const { page } = publisher
    await page.getByRole('link', { name: 'Plans' }).click()
    await page.getByText('It is free').waitFor()
    await page.getByRole('button', { name: 'New plan' }).click()
    const dialog = page.getByRole('dialog', { name: 'New plan' })
    await dialog.getByLabel('Name').fill('For good')
    await dialog.getByLabel('How it is paid').selectOption({ label: 'Once' })
    await dialog.getByLabel('Amount').fill('ten')
    await dialog.getByText('An amount looks like 5.00').waitFor()
    await dialog.getByLabel('Amount').fill('10.00')
    await dialog.getByRole('button', { name: 'Offer the plan' }).click()
    await page.getByRole('list', { name: 'Plans' }).getByText('$10.00').waitFor()
    await shoot(page, 'billing-plan')
  })

  it('cannot be installed unpaid, and says what it costs', async () => {
    const { page } = buyer
    await page.goto('/extensions/fine-words/install')
    const dialog = page.getByRole('dialog', { name: 'Install Fine words' })
    await dialog.getByRole('button', { name: 'Install without permissions' }).click()
    await dialog.getByText('It was not installed').waitFor()
    await dialog.getByRole('link', { name: 'See what it costs' }).click()
    await page.getByRole('dialog', { name: 'Buy Fine words' }).getByText('$10.00 once').waitFor()
    await shoot(page, 'billing-buy')
  })

  it('is bought with a card, on the page of the payment provider', async () => {
    const { page } = buyer
    await page.getByRole('button', { name: 'Pay $10.00' }).click()
    await page.getByLabel('Name on the card').fill('Grace Hopper')
    emulator = new Emulator(page.url())
    await shoot(page, 'billing-card')
    await page.getByRole('button', { name: /^Pay / }).click()
    await page.waitForURL('**/billing/purchases/*')
    await page.getByText('It can be used').waitFor()
    await shoot(page, 'billing-bought')
  })

  it('can then be installed and used', async () => {
    const { page } = buyer
    await page.getByRole('link', { name: 'Install it' }).click()
    await page.getByRole('button', { name: 'Install without permissions' }).click()
    await page.waitForURL('**/workspaces/office/installs/*')
    const operation = encodeURIComponent('query:fine-words:greet.v1')
    await page.goto(`/workspaces/office/console?operation=${operation}`)
    await page.getByLabel('Name').fill('Ada')
    await page.getByRole('button', { name: 'Run query' }).click()
    await page.getByText('Hello, Ada').first().waitFor()
  })

  it('earns its publisher 70 % of it', async () => {
    const { page } = publisher
    await page.goto('/studio/acme-labs/earnings')
    const charge = page.getByRole('list', { name: 'Charges' }).getByRole('listitem').filter({ hasText: 'Fine words' })
    await charge.getByText('$7.00 to the publisher (70 %)').waitFor()
    await page.getByRole('region', { name: 'Balance' }).getByText('$7.00').first().waitFor()
    await shoot(page, 'billing-earnings')
  })

  it('is not refunded when the payment provider refuses, which is said where it was asked for', async () => {
    const { page } = publisher
    await emulator.refuseNext('POST /v1/refunds')
    await page.getByRole('button', { name: 'Refund…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Refund' })
    await dialog.getByLabel('Reason').fill('It was not what the buyer expected')
    await dialog.getByRole('button', { name: 'Refund $10.00' }).click()
    await dialog.waitFor({ state: 'detached' })
    const charges = page.getByRole('list', { name: 'Charges' })
    await charges.getByText('Refund refused').waitFor()
    await charges.getByText('$10.00 did not go back. An injected refusal').waitFor()
    await shoot(page, 'billing-refund-refused')
  })

  it('is refunded when that is tried again', async () => {
    const { page } = publisher
    const charges = page.getByRole('list', { name: 'Charges' })
    await charges.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('The refund has begun').waitFor()
    await charges.getByText('$10.00 refunded').waitFor()
    await charges.getByText('Refund refused').waitFor({ state: 'detached' })
  })

  it('can then no longer be used, and says why', async () => {
    const { page } = buyer
    await expect
      .poll(async () => (await grace.api.billing.entitlement('office', 'fine-words')).reason, { timeout: 30_000 })
      .toBe('purchase_refunded')
    await page.getByRole('button', { name: 'Run query' }).click()
    await page
      .getByText(/was refunded/)
      .first()
      .waitFor()
    await page.getByRole('link', { name: 'See what it costs' }).waitFor()
    await page.goto('/workspaces/office/billing')
    await page.getByRole('list', { name: 'Purchases' }).getByText('Refunded', { exact: true }).waitFor()
    await page.getByText('Cannot be used').waitFor()
    await shoot(page, 'billing-refunded')
  })

  it('is bought by the month, and then changed with what that costs in sight', async () => {
    await ada.api.billing.createPlan('acme-labs', 'fine-words', {
      kind: 'subscription',
      name: 'Team',
      perSeat: true,
      prices: [
        { amountMinor: 900, currency: 'usd', interval: 'month' },
        { amountMinor: 9_000, currency: 'usd', interval: 'year' },
      ],
    })
    const { page } = buyer
    await page.goto('/extensions/fine-words/buy')
    const dialog = page.getByRole('dialog', { name: 'Buy Fine words' })
    await dialog.getByLabel('$9.00 a month for each seat').check()
    await dialog.getByRole('button', { name: 'Pay $9.00 a seat' }).click()
    await page.getByLabel('Card number').fill('4000000000000259')
    await page.getByLabel('Name on the card').fill('Grace Hopper')
    await page.getByRole('button', { name: /^(Pay|Subscribe) ?/ }).click()
    await page.waitForURL('**/billing/purchases/*')
    await page.getByText('It can be used').waitFor()
    await page.goto('/workspaces/office/billing')
    await page.getByRole('button', { name: 'Change plan or seats' }).click()
    const change = page.getByRole('dialog', { name: 'Change Fine words' })
    await change.getByLabel('Plan').selectOption({ label: 'Team, $90.00 a year for each seat' })
    await change.getByRole('button', { name: /^Change, and pay \$8\d\.\d\d$/ }).waitFor()
    await change.getByText('Then $90.00 each time').waitFor()
    await shoot(page, 'billing-change')
    const held = Promise.withResolvers<void>()
    await page.route(/\/preview$/, async (route) => {
      await held.promise
      await route.continue()
    })
    await change.getByLabel('Seats').fill('7')
    expect(await change.getByRole('button', { name: 'Change', exact: true }).isDisabled()).toBe(true)
    held.resolve()
    await change.getByRole('button', { name: /^Change, and pay \$\d{3}\.\d\d$/ }).waitFor()
    await change.getByLabel('Seats').fill('0')
    await change.getByLabel('Plan').selectOption({ label: 'Team, $9.00 a month for each seat' })
    await change.getByRole('button', { name: 'Leave it' }).click()
  })

  it('is disputed by the card holder’s bank: the publisher sees what is held, an admin answers', async () => {
    const { page } = publisher
    await page.goto('/studio/acme-labs/earnings')
    await page.getByRole('list', { name: 'Disputes' }).getByText('$6.30 of the share held').waitFor()
    await shoot(page, 'billing-held')
    const admin = await openWindow(browser, marketplace.url)
    await signInAs(admin.page, ADMIN)
    await admin.page.goto('/admin/billing?part=disputes')
    await admin.page.getByRole('link', { name: 'Answer the dispute about fine-words' }).click()
    await admin.page.getByLabel('What was sold').fill('An extension that greets people')
    await admin.page.getByRole('button', { name: 'Keep the draft' }).click()
    await admin.page.getByText('The draft is kept').waitFor()
    await admin.page.getByLabel('Choose a file: Receipt').setInputFiles({
      name: 'receipt.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.7 a receipt'),
    })
    await admin.page.getByText('receipt.pdf').waitFor()
    await shoot(admin.page, 'billing-dispute')
    await admin.page.getByLabel('What was sold').fill('An extension that greets people by name')
    await admin.page.getByText('Keep the draft first: what you wrote is not in it yet.').waitFor()
    expect(await admin.page.getByRole('button', { name: 'Submit the answer…' }).isDisabled()).toBe(true)
    const { api } = await signIn(marketplace.url, ADMIN)
    const texts = { productDescription: 'A program', more: 'It was used for months' }
    await api.adminBilling.saveDisputeAnswer(admin.page.url().split('/').at(-1)!, { texts })
    await admin.page.getByRole('button', { name: 'Keep the draft' }).click()
    await admin.page.getByText('They have changed: What was sold, ').waitFor()
    await shoot(admin.page, 'billing-dispute-overtaken')
    expect(admin.takeFaults()).toEqual([expect.stringContaining('409')])
    await admin.page.getByRole('button', { name: 'Show theirs' }).click()
    expect(await admin.page.getByLabel('What was sold').inputValue()).toBe('A program')
    await admin.page.getByLabel('What was sold').fill('An extension that greets people by name')
    await admin.page.getByRole('button', { name: 'Keep the draft' }).click()
    await admin.page.getByRole('button', { name: 'Submit the answer…' }).click()
    await admin.page.getByRole('dialog').getByRole('button', { name: 'Submit it' }).click()
    await admin.page.getByText('The bank decides, which takes weeks').waitFor()
    expect(admin.takeFaults()).toEqual([])
    await admin.close()
  })

  it('is asked about by another card holder’s bank, which holds nothing yet', async () => {
    const mary = await signUp(marketplace.url, 'Mary Jackson')
    await mary.api.workspaces.create({ name: 'Studio' })
    const [plan] = (await mary.api.billing.plans('fine-words')).items
    const { checkoutUrl } = await mary.api.billing.buy('studio', { price: plan!.prices[0]!.id })
    await emulator.payCheckout(checkoutUrl!, '4242424242424242')
    const newest = async () => (await ada.api.earnings.charges('acme-labs', { limit: 1 })).items[0]!
    await expect.poll(async () => (await newest()).gross.amountMinor, { timeout: 30_000 }).toBe(1_000)
    await emulator.openInquiry((await newest()).providerId)
    const { api } = await signIn(marketplace.url, ADMIN)
    const hasInquiry = async () => (await api.adminBilling.disputes()).items.some((dispute) => dispute.inquiry)
    await expect.poll(hasInquiry, { timeout: 30_000 }).toBe(true)
    const admin = await openWindow(browser, marketplace.url)
    await signInAs(admin.page, ADMIN)
    await admin.page.goto('/admin/billing?part=disputes')
    const inquiry = admin.page.getByRole('listitem').filter({ hasText: 'Inquiry' })
    await inquiry.getByText('nothing taken').waitFor()
    await inquiry.getByRole('link').click()
    await admin.page.getByText('The bank only asks, and has taken nothing.').waitFor()
    expect(await admin.page.getByRole('button', { name: 'Give it up…' }).count()).toBe(0)
    await shoot(admin.page, 'billing-inquiry')
    expect(admin.takeFaults()).toEqual([])
    await admin.close()
  })

  it('is shared by a rule of its own from then on, once an admin says so and why', async () => {
    const admin = await openWindow(browser, marketplace.url)
    await signInAs(admin.page, ADMIN)
    await admin.page.goto('/admin/billing?part=shares')
    await admin.page.getByRole('button', { name: 'Change the share…' }).click()
    const dialog = admin.page.getByRole('dialog', { name: 'Change the share' })
    await dialog.getByLabel('Publisher (optional)').fill('acme-labs')
    await dialog.getByLabel('Percent to the publisher').fill('85 per cent')
    await dialog.getByLabel('Reason').fill('First of the year')
    await dialog.getByRole('button', { name: 'Change the share' }).click()
    await dialog.getByText('A percentage looks like 70 or 72.5').waitFor()
    await dialog.getByLabel('Percent to the publisher').fill('85')
    await dialog.getByRole('button', { name: 'Change the share' }).click()
    const rule = admin.page.getByRole('list', { name: 'Rules in force' }).getByRole('listitem')
    await rule.filter({ hasText: 'acme-labs' }).getByText('85 % to the publisher').waitFor()
    await rule.filter({ hasText: 'All publishers' }).getByText('70 % to the publisher').waitFor()
    await shoot(admin.page, 'billing-shares')
    await admin.close()
  })

  it('is in the books, which agree with the payment provider', async () => {
    const admin = await openWindow(browser, marketplace.url)
    await signInAs(admin.page, ADMIN)
    await admin.page.goto('/admin/billing?part=ledger')
    await admin.page.getByRole('rowheader', { name: 'provider:balance' }).waitFor()
    await admin.page.getByRole('rowheader', { name: 'earnings of Acme Labs' }).waitFor()
    await admin.page.getByRole('button', { name: 'Compare now' }).click()
    await admin.page.getByRole('list', { name: 'Comparisons' }).getByText('They agree').first().waitFor()
    const download = admin.page.waitForEvent('download')
    await admin.page.getByRole('link', { name: 'All entries, CSV' }).click()
    const entries = await readFile(await (await download).path(), 'utf8')
    expect(entries).toContain('provider:balance')
    await shoot(admin.page, 'billing-ledger')
    await admin.close()
  })
})
