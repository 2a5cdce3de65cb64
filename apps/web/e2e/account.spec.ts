import type { OutboxMail } from '@grantry/contract'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openWindow, settle, shoot, signInAs, type Window } from './browser.ts'
import { ADMIN, startMarketplace, type Marketplace } from './marketplace.ts'
import { newAccount, signIn, type Person } from './people.ts'
import { skipAfterFailure } from './steps.ts'
import { violations } from './violations.ts'

/** What somebody does with an account of their own, in two browsers, and what the admin sees of it. */
describe('a person and their account', () => {
  skipAfterFailure()
  const account = newAccount('Ada Lovelace')
  let { password } = account
  let marketplace: Marketplace
  let browser: Browser
  let desk: Window
  let phone: Window
  let operator: Window
  let admin: Person

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'empty' })
    browser = await launchBrowser()
    desk = await openWindow(browser, marketplace.url)
    phone = await openWindow(browser, marketplace.url, { theme: 'dark', width: 360 })
    operator = await openWindow(browser, marketplace.url)
    admin = await signIn(marketplace.url, ADMIN)
  })
  afterAll(async () => {
    await browser?.close()
    await marketplace?.stop()
  })

  /** Looked at: accessible, no wider than the window, and kept as a picture. */
  async function look(name: string, page: Page): Promise<void> {
    await settle(page)
    expect(await violations(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    await shoot(page, `account-${name}-${page === phone.page ? 'phone' : 'desk'}`)
  }

  /** The link of the newest mail with such a subject to somebody, once it is there. */
  async function mailedLink(to: string, subject: string): Promise<string> {
    let found: OutboxMail | undefined
    await expect
      .poll(async () => {
        const { items } = await admin.api.account.outbox()
        found = items.find((mail) => mail.to === to && mail.subject === subject && mail.state === 'sent')
        return found?.text
      })
      .toBeTruthy()
    return /https?:\/\/\S+/.exec(found?.text ?? '')?.[0] ?? ''
  }

  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
  const tab = (page: Page, name: string) =>
    page.getByRole('navigation', { name: 'Parts of your account' }).getByRole('link', { name }).click()

  it('shows after the sign-up that the address is not confirmed', async () => {
    const { page } = desk
    await page.goto('/sign-up')
    await page.getByLabel('Name').fill(account.name)
    await page.getByLabel('E-mail').fill(account.email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Make the account' }).click()
    await page.waitForURL((url) => url.pathname === '/')
    await page.goto('/account')
    await page.getByText('Not confirmed').waitFor()
    await look('profile', page)
  })

  it('lets the admin read the mail, whose link confirms the address', async () => {
    const { page } = operator
    await signInAs(page, ADMIN)
    await page.goto('/account/outbox')
    await page.getByText('Read Confirm your e-mail address').click()
    await page.getByRole('link', { name: '/account/verify-email#' }).waitFor()
    await look('outbox', page)
    await desk.page.goto(await mailedLink(account.email, 'Confirm your e-mail address'))
    await look('verify', desk.page)
    expect(desk.page.url()).not.toContain('#')
    await desk.page.getByRole('button', { name: 'Confirm the address' }).click()
    await heading(desk.page, 'Your address is confirmed')
    await desk.page.getByRole('link', { name: 'To your account' }).click()
    await desk.page.getByText('Confirmed', { exact: true }).waitFor()
  })

  it('says so when a link has been used', async () => {
    await desk.page.goto(await mailedLink(account.email, 'Confirm your e-mail address'))
    await desk.page.getByRole('button', { name: 'Confirm the address' }).click()
    await desk.page.getByText('This link has been used').waitFor()
    expect(desk.takeFaults()).toEqual([expect.stringContaining('410')])
  })

  it('changes the name', async () => {
    const { page } = desk
    await page.goto('/account')
    await page.getByLabel('Name').fill('Countess Lovelace')
    await page.getByRole('button', { name: 'Save the name' }).click()
    await page.getByText('Your name is changed').waitFor()
    await page.getByRole('button', { name: 'account of Countess Lovelace' }).waitFor()
  })

  it('lists where the person is signed in, and signs out everywhere else', async () => {
    await signInAs(phone.page, account)
    const { page } = desk
    await tab(page, 'Sessions')
    await expect
      .poll(() => page.getByRole('main').getByRole('listitem').filter({ hasText: 'Chrome on' }).count())
      .toBe(2)
    await page.getByText('This browser').waitFor()
    await look('sessions', page)
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed in here alone').waitFor()
    await phone.page.goto('/account/sessions')
    await heading(phone.page, 'Sign in')
    expect(phone.takeFaults()).toEqual([expect.stringContaining('401')])
  })

  it('changes the password for whoever knows it, which signs other browsers out', async () => {
    await signInAs(phone.page, account)
    const { page } = desk
    await tab(page, 'Security')
    await page.getByLabel('Present password').fill('not this one')
    await page.getByLabel('New password').fill('another long sentence')
    await page.getByRole('button', { name: 'Change the password' }).click()
    await page.getByText('The present password is not right').waitFor()
    await look('security', page)
    expect(desk.takeFaults()).toEqual([expect.stringContaining('422')])
    await page.getByLabel('Present password').fill(password)
    await page.getByRole('button', { name: 'Change the password' }).click()
    await page.getByText('Your password is changed').waitFor()
    expect(await page.getByLabel('Present password').inputValue()).toBe('')
    password = 'another long sentence'
    await phone.page.reload()
    await phone.page.goto('/account/security')
    await heading(phone.page, 'Sign in')
    phone.takeFaults()
  })

  it('sets a forgotten password with a mailed link, on a phone, by keyboard', async () => {
    const { page } = phone
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    await heading(page, 'Forgot your password')
    await look('forgot', page)
    await page.getByLabel('E-mail').fill(account.email)
    await page.keyboard.press('Enter')
    await page.getByText('Look into your mails').waitFor()
    await page.goto(await mailedLink(account.email, 'Set a new password'))
    await look('reset', page)
    await page.getByLabel('New password').fill('short')
    await page.keyboard.press('Enter')
    await page.getByText('at least 8 characters').nth(1).waitFor()
    await page.getByLabel('New password').fill('a third long sentence')
    await page.keyboard.press('Enter')
    await heading(page, 'Sign in')
    password = 'a third long sentence'
    await signInAs(page, { ...account, password })
    expect(phone.takeFaults()).toEqual([expect.stringContaining('400')])
    await page.goto('/account')
    await look('profile', page)
    await page.goto('/account/tokens')
    await look('tokens', page)
    await page.goto('/account/sessions')
    await look('sessions', page)
    await page.goto('/account/security')
    await look('security', page)
  })

  it('gives the account another address once its mail was read', async () => {
    const { page } = phone
    const email = newAccount('Ada King').email
    await page.goto('/account')
    await page.getByRole('button', { name: 'Change the address' }).click()
    await page.getByLabel('New e-mail').fill(email)
    await page.getByLabel('Present password').fill(password)
    await look('change-email', page)
    await page.getByRole('button', { name: 'Send the link' }).click()
    await page.getByText(`${email} waits to be confirmed`).waitFor()
    await look('pending-email', page)
    await page.goto(await mailedLink(email, 'Confirm your new e-mail address'))
    await page.getByRole('button', { name: 'Confirm the address' }).click()
    await page.getByRole('link', { name: 'To your account' }).click()
    await page.getByText('Confirmed', { exact: true }).waitFor()
    await page.getByText(email).first().waitFor()
  })

  it('says that the person is still signed in when the server cannot be reached', async () => {
    const { page, takeFaults } = phone
    await page.route(/\/auth\/sign-out/, (route) => route.abort())
    await page.getByRole('main').getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are still signed in').waitFor()
    await page.getByRole('button', { name: /account of/ }).waitFor()
    await page.unrouteAll()
    expect(takeFaults()).toEqual([expect.stringMatching(/^console: .*ERR_FAILED/)])
  })

  it('signs out of a session that has ended already', async () => {
    const { page, takeFaults } = phone
    await page.context().clearCookies()
    await page.getByRole('main').getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL((url) => url.pathname === '/')
    await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).waitFor()
    expect(takeFaults()).toEqual([expect.stringContaining('401')])
  })
})
