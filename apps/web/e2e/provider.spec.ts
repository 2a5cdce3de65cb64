import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CLIENT, startOidcProvider, type OidcProvider } from '../../api/test/oidc-provider.ts'
import { launchBrowser, openWindow, settle, shoot, type Window } from './browser.ts'
import { startMarketplace, type Marketplace } from './marketplace.ts'
import { newAccount } from './people.ts'
import { skipAfterFailure } from './steps.ts'
import { violations } from './violations.ts'

/** Signing in without a password, and connecting an account that has one, with a real provider behind the button. */
describe('a provider to sign in with', () => {
  skipAfterFailure()
  const account = newAccount('Grace Hopper')
  let provider: OidcProvider
  let marketplace: Marketplace
  let browser: Browser
  let desk: Window
  let phone: Window

  beforeAll(async () => {
    provider = await startOidcProvider()
    marketplace = await startMarketplace({
      shelves: 'empty',
      environment: {
        GRANTRY_OIDC_ISSUER: provider.issuer,
        GRANTRY_OIDC_CLIENT_ID: CLIENT.id,
        GRANTRY_OIDC_CLIENT_SECRET: CLIENT.secret,
        GRANTRY_OIDC_NAME: 'Example ID',
      },
    })
    provider.allow(`${marketplace.url}/v1/auth/provider/callback`)
    browser = await launchBrowser()
    desk = await openWindow(browser, marketplace.url)
    phone = await openWindow(browser, marketplace.url, { theme: 'dark', width: 360 })
  })
  afterAll(async () => {
    await browser?.close()
    await marketplace?.stop()
    await provider?.close()
  })

  async function look(name: string, page: Page): Promise<void> {
    await settle(page)
    expect(await violations(page)).toEqual([])
    await shoot(page, `provider-${name}`)
  }

  /** Only the provider itself was asked beside the server. */
  function expectNoOtherFaults(window: Window): void {
    expect(window.takeFaults().filter((fault) => !fault.startsWith(`foreign: ${provider.issuer}/`))).toEqual([])
  }

  it('makes an account and leads back to where the person wanted to go', async () => {
    provider.signedIn = { sub: 'grace', email: 'grace@example.org', email_verified: true, name: 'Grace at Example' }
    const { page } = desk
    await page.goto('/studio')
    await page.getByRole('link', { name: 'Sign in with Example ID' }).waitFor()
    await look('sign-in', page)
    await page.getByRole('link', { name: 'Sign in with Example ID' }).click()
    await page.waitForURL((url) => url.pathname === '/studio')
    await page.getByRole('button', { name: 'account of Grace at Example' }).waitFor()
    await page.goto('/account/security')
    await page.getByText('This account has no password').waitFor()
    await page.getByText('grace@example.org').first().waitFor()
    await look('connected', page)
    expectNoOtherFaults(desk)
  })

  it('says why it lets nobody in whose address the provider does not vouch for', async () => {
    provider.signedIn = { sub: 'mallory', email: 'grace@example.org', email_verified: false }
    const { page } = phone
    await page.goto('/sign-in')
    await page.getByRole('link', { name: 'Sign in with Example ID' }).click()
    await page.getByText('The provider does not vouch for your e-mail address').waitFor()
    await look('refused', page)
    expectNoOtherFaults(phone)
  })

  it('is connected to an account with a password, and disconnected', async () => {
    const { page } = phone
    await page.goto('/sign-up')
    await page.getByLabel('Name').fill(account.name)
    await page.getByLabel('E-mail').fill(account.email)
    await page.getByLabel('Password').fill(account.password)
    await page.getByRole('button', { name: 'Make the account' }).click()
    await page.waitForURL((url) => url.pathname === '/')
    await page.goto('/account/security')
    provider.signedIn = { sub: 'hopper', email: 'hopper@example.org', email_verified: true }
    await page.getByRole('button', { name: 'Connect with Example ID' }).click()
    await page.getByText('hopper@example.org').waitFor()
    await look('connected-phone', page)
    await page.getByRole('button', { name: 'Disconnect' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click()
    await page.getByText('Example ID no longer lets you in').waitFor()
    await page.getByRole('button', { name: 'Connect with Example ID' }).waitFor()
    expectNoOtherFaults(phone)
  })

  it('is nothing that keeps a person from leaving, with their data', async () => {
    const { page } = phone
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download' }).click()
    expect((await downloading).suggestedFilename()).toBe('grantry-account.json')
    await page.getByRole('button', { name: 'Close the account…' }).click()
    await page.getByLabel('Your e-mail, to confirm').fill(account.email)
    await page.getByLabel('Present password').last().fill(account.password)
    await look('close', page)
    await page.getByRole('dialog').getByRole('button', { name: 'Close the account' }).click()
    await page.getByText('Your account is closed').waitFor()
    await page.getByRole('link', { name: 'Sign in' }).first().waitFor()
    expectNoOtherFaults(phone)
  })
})
