import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changedArchive } from './archives.ts'
import { launchBrowser, openWindow, settle, signInAs, type Window } from './browser.ts'
import { focused, tabTo } from './keyboard.ts'
import { ADMIN, startMarketplace, type Marketplace } from './marketplace.ts'
import { publishApproved, signIn, signUp, type Person } from './people.ts'
import { skipAfterFailure } from './steps.ts'

/** What somebody does for themselves without a mouse: they buy, and look after their account. */
describe('with the keyboard alone, a buyer', () => {
  skipAfterFailure()
  let marketplace: Marketplace
  let browser: Browser
  let buyer: Window
  let grace: Person

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'empty' })
    const ada = await signUp(marketplace.url, 'Ada Lovelace')
    await ada.api.publishers.create({ slug: 'acme-labs', name: 'Acme Labs' })
    const archive = await changedArchive('hello', (manifest) => ({ ...manifest, id: 'fine-words', name: 'Fine words' }))
    await publishApproved(ada, 'acme-labs', archive.path, await signIn(marketplace.url, ADMIN))
    await archive.dispose()
    await ada.api.billing.createPlan('acme-labs', 'fine-words', {
      kind: 'one_time',
      name: 'For good',
      prices: [{ amountMinor: 1_000, currency: 'usd' }],
    })
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

  it('chooses a plan, or leaves that to later', async () => {
    const { page } = buyer
    await page.goto('/extensions/fine-words')
    await settle(page)
    await tabTo(page, 'Buy')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Buy Fine words' }).getByText('$10.00 once').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await expect.poll(() => focused(page)).toBe('Buy')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Buy Fine words' }).getByText('$10.00 once').waitFor()
  })

  it("pays on the provider's page, and comes back", async () => {
    const { page } = buyer
    await tabTo(page, 'Pay $10.00')
    await page.keyboard.press('Enter')
    await page.getByLabel('Name on the card').waitFor()
    await tabTo(page, 'Name on the card')
    await page.keyboard.type('Grace Hopper')
    await tabTo(page, /^Pay /)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/billing/purchases/*')
    await page.getByText('It can be used').waitFor()
    // The provider's page is another site.
    expect(buyer.takeFaults().filter((fault) => !fault.startsWith('foreign: '))).toEqual([])
  })

  it('goes on to the install', async () => {
    const { page } = buyer
    await tabTo(page, 'Install it')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Install Fine words' }).waitFor()
    await tabTo(page, 'Install without permissions')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/workspaces/office/installs/*')
    await page.getByRole('heading', { level: 1, name: /Fine words/ }).waitFor()
  })

  it('changes the password, and is told when the old one is wrong', async () => {
    const { page } = buyer
    await tabTo(page, /account of Grace Hopper/)
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Account' }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor()
    await tabTo(page, 'Security')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 2, name: 'Password' }).waitFor()
    await enter('not my password', 'another long sentence')
    await page.getByRole('alert').waitFor()
    expect(buyer.takeFaults()).toEqual([expect.stringContaining('status of 4')])
    await page.keyboard.press('Shift+Tab')
    await enter(grace.account.password, 'another long sentence')
    await page.getByText('Your password is changed').waitFor()
    expect(buyer.takeFaults()).toEqual([])
  })

  async function enter(present: string, next: string): Promise<void> {
    const { page } = buyer
    if ((await focused(page)) !== 'Present password') await tabTo(page, 'Present password')
    await page.keyboard.press('Control+A')
    await page.keyboard.type(present)
    await tabTo(page, 'New password')
    await page.keyboard.press('Control+A')
    await page.keyboard.type(next)
    await page.keyboard.press('Enter')
  }
})
