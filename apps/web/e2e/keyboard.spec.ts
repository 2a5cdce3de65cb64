import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openWindow, settle, signInAs, type Window } from './browser.ts'
import { furnish, type Furnished } from './furnished.ts'
import { focused, tabTo } from './keyboard.ts'
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

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'stocked' })
    story = await furnish(marketplace.url)
    await publishMailbox(story.person, 'acme-labs', await signIn(marketplace.url, ADMIN))
    await installMailbox(story.person, 'household')
    browser = await launchBrowser()
    person = await openWindow(browser, marketplace.url)
    await signInAs(person.page, story.person.account)
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
    await tabTo(page, 'Guest ABI')
    await page.keyboard.press('ArrowDown')
    await page.waitForURL(/abi=js/)
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

  it('narrows what is required by hand', async () => {
    const { page } = person
    await tabTo(page, 'Narrow it')
    await page.keyboard.press('Enter')
    await tabTo(page, 'Only these places')
    await page.keyboard.press('Control+A')
    await page.keyboard.type('/notes/**')
    await page.getByRole('dialog').getByText('Read everything in /notes of this workspace.').waitFor()
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

  it('takes a permission back, and gives it again', async () => {
    const { page } = person
    await tabTo(page, 'Permissions')
    await page.keyboard.press('Enter')
    await page.getByRole('switch', { name: 'Create and change files' }).waitFor()
    await tabTo(page, 'Create and change files')
    await page.keyboard.press('Space')
    await page.getByText('Revoked: Create and change files').waitFor()
    await expect.poll(() => focused(page)).toBe('Create and change files')
    await tabTo(page, 'Undo')
    await page.keyboard.press('Enter')
    await page.getByText('Granted again: Create and change files').waitFor()
    expect(await page.getByRole('switch', { name: 'Create and change files' }).isChecked()).toBe(true)
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

  it('did all that without a fault', () => {
    expect(person.takeFaults()).toEqual([])
  })
})
