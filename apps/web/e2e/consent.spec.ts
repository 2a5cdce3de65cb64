import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openWindow, shoot, signInAs, type Window } from './browser.ts'
import { furnish, type Furnished } from './furnished.ts'
import { ADMIN, startMarketplace, type Marketplace } from './marketplace.ts'
import { signIn } from './people.ts'
import { skipAfterFailure } from './steps.ts'

/** Consents after the first: to another version, and to an install that came without one. */
describe('a person who has installed something', () => {
  skipAfterFailure()
  let marketplace: Marketplace
  let story: Furnished
  let browser: Browser
  let person: Window
  let update: string
  let waiting: string

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'stocked' })
    story = await furnish(marketplace.url)
    const { api } = story.person
    update = (await api.installs.create('household', { extension: 'letter-counter', grants: [READ] })).id
    const admin = await signIn(marketplace.url, ADMIN)
    await admin.api.reviews.approve(story.review)
    await api.workspaces.create({ name: 'Office' })
    waiting = (await api.installs.create('office', { extension: 'wordstats' })).id
    browser = await launchBrowser()
    person = await openWindow(browser, marketplace.url)
    await signInAs(person.page, story.person.account)
  })
  afterAll(async () => {
    await browser?.close()
    await marketplace?.stop()
  })

  it('is asked for what a new version asks for on top, and for nothing else', async () => {
    const { page } = person
    await page.goto(`/workspaces/household/installs/${update}`)
    await page.getByText('Version 1.1.0 is available').waitFor()
    await page.getByRole('link', { name: 'Update…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Update Letter counter to 1.1.0' })
    await dialog.waitFor()
    expect(await dialog.getByRole('switch').count()).toBe(1)
    expect(await dialog.getByRole('switch', { name: 'Connect to the internet' }).isChecked()).toBe(false)
    await dialog.getByText('Read everything in /notes of this workspace: granted').waitFor()
    await dialog.getByText(/^It has never used this, granted/).waitFor()
    await shoot(page, 'consent-update')
  })

  it('can keep the old version', async () => {
    const { page } = person
    await page.getByRole('button', { name: 'Keep 1.0.0' }).click()
    await page.getByText('1.0.0 goes on running until you decide').waitFor()
  })

  it('is not asked who does not decide', async () => {
    const { page, close } = await openWindow(browser, marketplace.url)
    await signInAs(page, story.other.account)
    await page.goto(`/workspaces/household/installs/${update}/update`)
    const dialog = page.getByRole('dialog', { name: 'Update to 1.1.0' })
    await dialog.getByText('An admin of the workspace decides whether it is updated').waitFor()
    expect(await page.getByRole('switch').count()).toBe(0)
    expect(await page.getByRole('button', { name: /^(Update|Keep)/ }).count()).toBe(0)
    await shoot(page, 'consent-viewer')
    await close()
  })

  it('can grant less than what is asked for: one host, one method, one day', async () => {
    const { page } = person
    await page.getByRole('link', { name: 'Update…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('switch').click()
    await dialog.getByRole('button', { name: 'Narrow it' }).click()
    await dialog.getByLabel('Only these hosts').fill('api.example.org\nexample.net')
    await dialog.getByText('example.net reaches beyond what it asks for').waitFor()
    expect(await dialog.getByRole('button', { name: 'Update to 1.1.0' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Only these hosts').fill('api.example.org\n')
    await dialog.getByRole('checkbox', { name: 'POST' }).uncheck()
    await dialog.getByText('Send GET requests to api.example.org').waitFor()
    expect(await dialog.getByRole('checkbox', { name: 'GET' }).isDisabled()).toBe(true)
    await dialog.getByLabel('For how long, this one').selectOption('For a day')
    await shoot(page, 'consent-narrowed')
    await dialog.getByRole('button', { name: 'Update to 1.1.0' }).click()
    await page.getByText('Letter counter is now 1.1.0').waitFor()
    await page.getByRole('link', { name: 'Permissions' }).click()
    await page.getByText('Send GET requests to api.example.org').waitFor()
    await page.getByText(/^Until .* 23 hours left$/).waitFor()
    await page.getByRole('button', { name: 'Renew for 1 day' }).click()
    await page.getByText('Granted: Connect to the internet').waitFor()
  })

  it('is told when a reach is none, and sets it once it is', async () => {
    const { page } = person
    const read = page.getByRole('listitem').filter({ has: page.getByRole('switch', { name: 'Read files' }) })
    await read.getByRole('button', { name: 'Change its reach' }).click()
    await read.getByLabel('Only these places').fill('notes')
    await read.getByText('A path pattern is absolute').waitFor()
    expect(await read.getByRole('button', { name: 'Set the reach' }).isDisabled()).toBe(true)
    await read.getByLabel('Only these places').fill('/**')
    await read.getByRole('button', { name: 'Set the reach' }).click()
    await page.getByText('Granted: Read files').waitFor()
    await read.getByText('Read all files of this workspace.').waitFor()
    await read.getByText(/^Never used, granted/).waitFor()
  })

  it('can put an end to what it granted, and take that back', async () => {
    const { page } = person
    const read = page.getByRole('listitem').filter({ has: page.getByRole('switch', { name: 'Read files' }) })
    await read.getByRole('button', { name: 'Change its reach' }).click()
    await read.getByLabel('For how long, this one').selectOption('For an hour')
    await read.getByRole('button', { name: 'Set the reach' }).click()
    await read.getByRole('button', { name: 'Renew for 1 hour' }).waitFor()
    await shoot(page, 'consent-for-a-time')
    await read.getByRole('switch').click()
    await page.getByText('Revoked: Read files').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await read.getByRole('button', { name: /^Renew for/ }).waitFor()
  })

  it('sees a grant end whose time is over, and gives it again', { timeout: 240_000 }, async () => {
    const { page } = person
    await story.person.api.installs.grant('household', update, 'entries.read', { expiresInSeconds: 60 })
    await page.goto(`/workspaces/household/installs/${update}/permissions`)
    const read = page.getByRole('listitem').filter({ has: page.getByRole('switch', { name: 'Read files' }) })
    await read.getByText(/^Until .* left$/).waitFor()
    await read.getByText(/^Its time was over/).waitFor({ timeout: 180_000 })
    expect(await read.getByRole('switch').isChecked()).toBe(false)
    await shoot(page, 'consent-over')
    await read.getByRole('button', { name: 'Grant it again for 1 minute' }).click()
    await page.getByText('Granted: Read files').waitFor()
    await read.getByText(/^Until .* left$/).waitFor()
  })

  it('decides later about an install that came without a consent', async () => {
    const { page } = person
    await page.goto(`/workspaces/office/installs/${waiting}`)
    await page.getByText('It waits for your consent').waitFor()
    await shoot(page, 'consent-waiting')
    await page.getByRole('link', { name: 'Decide' }).click()
    await page.getByRole('switch', { name: 'Read files' }).click()
    await page.getByText('Granted: Read files').waitFor()
    await page.getByText('Active').waitFor()
  })

  it('saw no fault on the way', () => {
    expect(person.takeFaults()).toEqual([])
  })
})

const READ = { permission: 'entries.read', scope: { paths: ['/notes/**'] } } as const
