import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changedArchive } from './archives.ts'
import { launchBrowser, openWindow, settle, shoot, signInAs, type Window } from './browser.ts'
import { furnish, type Furnished } from './furnished.ts'
import { ADMIN, startMarketplace, type Marketplace } from './marketplace.ts'

/** When something is wrong, the store says what and offers a way on. */
describe('when something goes wrong', () => {
  let marketplace: Marketplace
  let story: Furnished
  let browser: Browser
  let window: Window

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'stocked' })
    story = await furnish(marketplace.url)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await marketplace?.stop()
  })
  beforeEach(async () => {
    window = await openWindow(browser, marketplace.url)
  })
  afterEach(() => window.close())

  it('tells nobody whether the address or the password was wrong', async () => {
    const { page } = window
    await page.goto('/sign-in')
    const attempt = async (email: string) => {
      await page.getByLabel('E-mail').fill(email)
      await page.getByLabel('Password').fill('not the password')
      await page.getByRole('button', { name: 'Sign in' }).click()
      return page.getByRole('alert').textContent()
    }
    expect(await attempt(ADMIN.email)).toBe(await attempt('nobody@example.org'))
  })

  it('says beside each field of a form what is wrong with it', async () => {
    const { page } = window
    await page.goto('/sign-up')
    await page.getByLabel('E-mail').fill('not an address')
    await page.getByLabel('Password').fill('short')
    await page.getByRole('button', { name: 'Make the account' }).click()
    await page.getByText('An e-mail address looks like').waitFor()
    await page.getByText('at least 8 characters').last().waitFor()
    expect(await page.getByLabel('E-mail').getAttribute('aria-invalid')).toBe('true')
    await shoot(page, 'failure-form')
  })

  it('leads to where somebody wanted to go after signing in, and never to another site', async () => {
    const { page } = window
    await page.goto('/sign-in?next=https%3A%2F%2Fexample.com')
    await page.getByLabel('E-mail').fill(ADMIN.email)
    await page.getByLabel('Password').fill(ADMIN.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL((url) => url.pathname === '/')
    await page.goto('/sign-in?next=%2Freview')
    await page.waitForURL((url) => url.pathname === '/review')
  })

  it('shows every fault of an archive with the path it lies at', async () => {
    const { page } = window
    await signInAs(page, story.person.account)
    const faulty = await changedArchive('hello', (manifest) => ({
      ...manifest,
      id: 'Not A Slug',
      description: '',
      permissions: [{ id: 'network', reason: 'x' }],
    }))
    await page.goto('/studio/acme-labs/upload')
    await page.getByLabel('Choose a file').setInputFiles(faulty.path)
    await page.getByText('was refused, and nothing was stored').waitFor()
    await page.getByText('$.id', { exact: true }).waitFor()
    await page.getByText('$.permissions[0].reason').waitFor()
    await shoot(page, 'failure-archive')
    await faulty.dispose()
  })

  it('says that a file is no archive', async () => {
    const { page } = window
    await signInAs(page, story.person.account)
    await page.goto('/studio/acme-labs/upload')
    await page
      .getByLabel('Choose a file')
      .setInputFiles({ name: 'notes.tgz', mimeType: 'application/gzip', buffer: Buffer.from('just text') })
    await page.getByText('was refused, and nothing was stored').waitFor()
  })

  it('lets go of an upload that is cancelled', async () => {
    const { page } = window
    await signInAs(page, story.person.account)
    await page.goto('/studio/acme-labs/upload')
    await page.route('**/versions', () => new Promise(() => {}))
    await page
      .getByLabel('Choose a file')
      .setInputFiles({ name: 'large.tgz', mimeType: 'application/gzip', buffer: Buffer.alloc(1_000_000) })
    await page.getByRole('progressbar').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Drop the .tgz here').waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  it('says that the server cannot be reached, and tries again when asked', async () => {
    const { page } = window
    await page.goto('/sign-in')
    await settle(page)
    await page.route('**/v1/extensions*', (route) => route.abort())
    await page.getByRole('link', { name: 'Store' }).click()
    await page.getByText('No connection to the server').waitFor()
    await shoot(page, 'failure-unreachable')
    await page.unroute('**/v1/extensions*')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('link', { name: 'Word statistics' }).waitFor()
  })

  it('does the same for a page that could not load at all', async () => {
    const { page } = window
    await leaveAnswersOut(page)
    await page.route('**/v1/extensions/wordstats', (route) => route.abort())
    await page.goto('/extensions/wordstats')
    await page.getByText('No connection to the server').waitFor()
    await page.unroute('**/v1/extensions/wordstats')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { level: 1, name: 'Word statistics' }).waitFor()
  })

  it('says at once that there is no connection, and goes on when asked again', async () => {
    const { page } = window
    await signInAs(page, story.person.account)
    await page.goto('/extensions/ping-core/install')
    await settle(page)
    const install = page.getByRole('dialog').getByRole('button', { name: 'Install' })
    await page.context().setOffline(true)
    await install.click()
    await page.getByText('The server could not be reached').waitFor()
    await page.context().setOffline(false)
    await install.click()
    await page.waitForURL('**/workspaces/household/installs/*')
    await page.getByRole('heading', { level: 1, name: 'Ping' }).waitFor()
  })

  it('shows skeletons while a page is on its way', async () => {
    const { page } = window
    await page.goto('/')
    await settle(page)
    await page.route('**/v1/extensions/wordstats', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 2_000))
      await route.continue()
    })
    await page.getByRole('link', { name: 'Word statistics' }).first().click()
    await page.getByRole('status', { name: 'Loading' }).waitFor()
    await page.getByRole('heading', { level: 1, name: 'Word statistics' }).waitFor()
  })

  it.each(['/extensions/nothing', '/publishers/nobody', '/nowhere'])('knows no %s', async (path) => {
    const { page } = window
    await page.goto(path)
    await page.getByRole('heading', { level: 1, name: 'Nothing is behind this door' }).waitFor()
  })

  it("hides another person's workspace and the review desk", async () => {
    const { page } = window
    await signInAs(page, story.person.account)
    await page.goto('/workspaces/not-mine')
    await page.getByRole('heading', { level: 1, name: 'Nothing is behind this door' }).waitFor()
    await page.goto('/review')
    await page.getByText('This is not yours to see').waitFor()
    expect(await page.getByRole('link', { name: 'Review' }).count()).toBe(0)
  })

  it('asks to sign in again when a session ended elsewhere', async () => {
    const { page } = window
    await signInAs(page, story.person.account)
    await page.context().clearCookies()
    await page.getByRole('link', { name: 'Workspaces' }).click()
    await page.getByRole('link', { name: 'Sign in' }).last().click()
    await page.getByLabel('E-mail').waitFor()
  })
})

/** The page of an extension usually comes with what it shows first; here it has to ask. */
const leaveAnswersOut = (page: Page) =>
  page.route('/extensions/wordstats', async (route) => {
    const response = await route.fetch()
    const body = (await response.text()).replace(/<script[^>]*id="brought".*?<\/script>/s, '')
    await route.fulfill({ response, body })
  })
