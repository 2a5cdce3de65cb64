import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openWindow, settle, signInAs, type Window } from './browser.ts'
import { furnish, type Furnished } from './furnished.ts'
import { installMailbox, publishMailbox } from './mailbox.ts'
import { ADMIN, startMarketplace, type Marketplace } from './marketplace.ts'
import { signIn } from './people.ts'
import { skipAfterFailure } from './steps.ts'

/** The store without a mouse. */
describe('with the keyboard alone', () => {
  skipAfterFailure()
  let marketplace: Marketplace
  let story: Furnished
  let browser: Browser
  let person: Window
  let admin: Window

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'stocked' })
    story = await furnish(marketplace.url)
    await publishMailbox(story.person, 'acme-labs', await signIn(marketplace.url, ADMIN))
    await installMailbox(story.person, 'household')
    browser = await launchBrowser()
    person = await openWindow(browser, marketplace.url)
    admin = await openWindow(browser, marketplace.url)
    await signInAs(person.page, story.person.account)
    await signInAs(admin.page, ADMIN)
  })
  afterAll(async () => {
    await browser?.close()
    await marketplace?.stop()
  })

  it('offers to skip to the content first', async () => {
    const { page } = person
    await page.goto('/workspaces')
    await settle(page)
    await page.keyboard.press('Tab')
    await expect.poll(() => focused(page)).toBe('Skip to the content')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await expect.poll(() => focused(page)).toBe('New workspace')
  })

  it('finds an extension from anywhere', async () => {
    const { page } = person
    await page.keyboard.press('Escape')
    await page.keyboard.press('/')
    await page.keyboard.type('letter')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Store' }).waitFor()
    await page.getByRole('link', { name: 'Letter counter' }).waitFor()
    await tabTo(page, 'Letter counter')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Letter counter' }).waitFor()
    await expect.poll(() => focused(page)).toBe('Letter counter')
  })

  it('opens the consent, and leaves it with Escape where it came from', async () => {
    const { page } = person
    await tabTo(page, 'Install')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await expect.poll(() => focused(page)).toBe('Workspace')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await expect.poll(() => focused(page)).toBe('Install')
  })

  it('keeps the focus inside the dialog', async () => {
    const { page } = person
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    for (let press = 0; press < 12; press += 1) {
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null)).toBe(true)
    }
  })

  it('grants what is optional and installs', async () => {
    const { page } = person
    await tabTo(page, 'Create and change files')
    await page.keyboard.press('Space')
    await page.getByText('Install and grant 2 permissions').waitFor()
    await tabTo(page, 'Install and grant 2 permissions')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/installs\//)
    await page.getByRole('heading', { level: 1, name: /Letter counter/ }).waitFor()
    await expect.poll(() => focused(page)).toMatch(/^Letter counter/)
  })

  it('runs an operation', async () => {
    const { page } = person
    await tabTo(page, 'Operations')
    await page.keyboard.press('Enter')
    await page.getByLabel('File').waitFor()
    await tabTo(page, 'File')
    await page.keyboard.type('/notes/today.md')
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: 'Answer' }).waitFor()
  })

  it('starts a job, pauses, resumes and cancels it', async () => {
    const { page } = person
    await page.goto('/workspaces/household/jobs')
    await settle(page)
    await tabTo(page, 'Start a job')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByLabel('Folder').waitFor()
    await tabTo(page, 'Folder')
    await page.keyboard.type('/mail')
    await tabTo(page, /^Wait for a file/)
    await page.keyboard.type('/never.txt')
    await page.keyboard.press('Enter')
    await page.getByText('Read 10 of 20 messages').waitFor()
    await expect.poll(() => focused(page)).toMatch(/^Scan the mailbox/)
    await tabTo(page, 'Pause')
    await page.keyboard.press('Enter')
    await expect.poll(() => focused(page)).toBe('Resume')
    await page.keyboard.press('Enter')
    await expect.poll(() => focused(page)).toBe('Pause')
    await tabTo(page, 'Cancel…')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await tabTo(page, 'Cancel the job')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1 }).getByText('Cancelled').waitFor()
  })

  it('makes a schedule', async () => {
    const { page } = person
    await page.goto('/workspaces/household/jobs/schedules')
    await settle(page)
    await tabTo(page, 'New schedule')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByLabel('Cron expression').waitFor()
    await tabTo(page, 'Folder')
    await page.keyboard.type('/mail')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 3, name: 'Scan the mailbox' }).waitFor()
    await expect.poll(() => focused(page)).toBe('New schedule')
  })

  it('opens and leaves the account menu', async () => {
    const { page } = person
    await page.keyboard.press('Home')
    await tabTo(page, /account of Ada Lovelace/)
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Account' }).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => focused(page)).toMatch(/account of Ada Lovelace/)
  })

  it('reviews: opens a version, reads a file, approves', async () => {
    const { page } = admin
    await page.goto('/review')
    await settle(page)
    await tabTo(page, 'Letter counter 1.1.0')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /Letter counter/ }).waitFor()
    await tabTo(page, 'README.md')
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: 'README.md' }).waitFor()
    await tabTo(page, 'Approve')
    await page.keyboard.press('Enter')
    await page.getByText('Letter counter 1.1.0 is approved').waitFor()
  })

  it('did all that without a fault', () => {
    expect([...person.takeFaults(), ...admin.takeFaults()]).toEqual([])
  })
})

const MOST_STOPS = 120

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const seen: string[] = []
  for (let press = 0; press < MOST_STOPS; press += 1) {
    await page.keyboard.press('Tab')
    const current = await focused(page)
    if (typeof name === 'string' ? current === name : name.test(current)) return
    seen.push(current)
  }
  throw new Error(`Tab never came to ${String(name)}, only to: ${seen.join(' · ')}`)
}

/** The name of what has the focus, as its label or its text gives it. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement
    if (!(element instanceof HTMLElement) || element === document.body) return ''
    const labelledBy = element.getAttribute('aria-labelledby')
    const label = 'labels' in element ? (element.labels as NodeListOf<HTMLElement> | null)?.[0] : undefined
    const text =
      element.getAttribute('aria-label') ??
      (labelledBy ? document.getElementById(labelledBy)?.textContent : null) ??
      label?.textContent ??
      element.textContent
    return text.replaceAll(/\s+/g, ' ').trim()
  })
