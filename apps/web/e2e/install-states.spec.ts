import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openWindow, shoot, signInAs, type Window } from './browser.ts'
import { suspendedInstall } from './furnished.ts'
import { ADMIN, startMarketplace, type Marketplace } from './marketplace.ts'
import { signIn, signUp } from './people.ts'
import { skipAfterFailure } from './steps.ts'

/** Installs that do not run: one that the platform stopped, and then one that is gone. */
describe('a person whose install does not run', () => {
  skipAfterFailure()
  let marketplace: Marketplace
  let browser: Browser
  let person: Window
  let install: string

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'empty' })
    const admin = await signIn(marketplace.url, ADMIN)
    const ada = await signUp(marketplace.url, 'Ada Lovelace')
    await ada.api.publishers.create({ slug: 'acme-labs', name: 'Acme Labs' })
    await ada.api.workspaces.create({ name: 'Household' })
    install = await suspendedInstall(ada, admin)
    browser = await launchBrowser()
    person = await openWindow(browser, marketplace.url)
    await signInAs(person.page, ada.account)
  })
  afterAll(async () => {
    await browser?.close()
    await marketplace?.stop()
  })

  it('is told why the platform stopped it', async () => {
    const { page } = person
    await page.goto(`/workspaces/household/installs/${install}`)
    await page.getByText('Suspended: it does not run').waitFor()
    await page.getByText(/ended its sandbox \d+ times/).waitFor()
    await shoot(page, 'install-suspended')
  })

  it('lets it run again', async () => {
    const { page } = person
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('Stuck runs again').waitFor()
    await page.getByRole('heading', { level: 1 }).getByText('Active').waitFor()
    expect(await page.getByText('Suspended: it does not run').count()).toBe(0)
  })

  it('still finds its log after it was uninstalled, and nothing that cannot be done any more', async () => {
    const { page } = person
    await page.getByRole('button', { name: 'Uninstall' }).click()
    await page.getByLabel(/Type stuck/).fill('stuck')
    await page.getByRole('button', { name: 'Uninstall and delete its data' }).click()
    await page.getByText('Nothing is installed here').waitFor()
    await page.goto(`/workspaces/household/installs/${install}`)
    await page.getByText('It does not run any more').waitFor()
    expect(await page.getByRole('button', { name: 'Uninstall' }).count()).toBe(0)
    const parts = page.getByRole('navigation', { name: 'Parts of this install' }).getByRole('link')
    expect(await parts.allTextContents()).toEqual(['Overview', 'Jobs', 'Log'])
    await shoot(page, 'install-removed')
    await page.getByRole('link', { name: 'Log', exact: true }).click()
    await page.getByText('install_suspended').first().waitFor()
  })

  it('saw no fault on the way', () => {
    expect(person.takeFaults()).toEqual([])
  })
})
