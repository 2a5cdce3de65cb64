import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openWindow, settle, shoot, signInAs, type Window } from './browser.ts'
import { installMailbox, NEVER, publishMailbox, untilJob } from './mailbox.ts'
import { ADMIN, startMarketplace, type Marketplace } from './marketplace.ts'
import { signIn, signUp, type Person } from './people.ts'
import { skipAfterFailure } from './steps.ts'

/** Background work in a browser: on the page of a job, while another window looks at the list. */
describe('a person with jobs', () => {
  skipAfterFailure()
  let marketplace: Marketplace
  let browser: Browser
  let ada: Person
  let install: string
  let window: Window
  let list: Window
  let page: Page

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'empty' })
    const admin = await signIn(marketplace.url, ADMIN)
    ada = await signUp(marketplace.url, 'Ada Lovelace')
    await ada.api.publishers.create({ slug: 'acme-labs', name: 'Acme Labs' })
    await publishMailbox(ada, 'acme-labs', admin)
    await ada.api.workspaces.create({ name: 'Household' })
    install = await installMailbox(ada, 'household')
    browser = await launchBrowser()
    window = await openWindow(browser, marketplace.url)
    list = await openWindow(browser, marketplace.url)
    page = window.page
    await signInAs(page, ada.account)
    await signInAs(list.page, ada.account)
  })
  afterAll(async () => {
    await browser?.close()
    await marketplace?.stop()
  })

  const bar = (where: Page, name: string | RegExp = 'Progress') => where.getByRole('progressbar', { name, exact: true })
  const badge = (text: string) => page.getByRole('heading', { level: 1 }).getByText(text)

  it('sees that there are none yet', async () => {
    await page.goto('/workspaces/household')
    await page.getByRole('link', { name: 'Jobs', exact: true }).click()
    await page.getByText('No jobs yet').waitFor()
    await list.page.goto('/workspaces/household/jobs')
    await settle(list.page)
  })

  it('is told beside the field what is wrong with a parameter', async () => {
    await page.getByRole('button', { name: 'Start a job' }).click()
    const dialog = page.getByRole('dialog', { name: 'Start a job' })
    await dialog.getByRole('button', { name: 'Start the job' }).click()
    await dialog.getByText('invalid_params').waitFor()
    expect(await dialog.getByLabel('Folder').getAttribute('aria-invalid')).toBe('true')
    expect(window.takeFaults()).toEqual([expect.stringContaining('400')])
  })

  it('copies the start of a job as a command', async () => {
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Folder').fill('/mail')
    await dialog.getByRole('button', { name: 'Copy as command' }).click()
    await dialog.getByText('Copied').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      `grantry jobs dispatch mailbox:scan --params '{"messages":20,"folder":"/mail"}' --workspace household`,
    )
  })

  it('starts one and follows it live', async () => {
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Add wait for a file' }).or(dialog.getByLabel('Wait for a file')).click()
    await dialog.getByLabel('Wait for a file').fill('/go.txt')
    await dialog.getByRole('button', { name: 'Start the job' }).click()
    await badge('Running').waitFor()
    await page.getByText('Read 10 of 20 messages').waitFor()
    await expect.poll(() => bar(page).getAttribute('aria-valuenow')).toBe('50')
    await page.getByRole('region', { name: 'Log, newest first' }).getByText('read /mail/10.eml').waitFor()
    await shoot(page, 'jobs-running')
  })

  it('sees it come by itself in the list that was open', async () => {
    const row = list.page.getByRole('list', { name: 'Jobs', exact: true }).getByRole('listitem').first()
    await row.getByText('Read 10 of 20 messages').waitFor()
    await row.getByText('Running').waitFor()
    await shoot(list.page, 'jobs-list-running')
  })

  it('pauses it, and resumes it from where it was', async () => {
    await page.getByRole('button', { name: 'Pause' }).click()
    await badge('Paused').waitFor()
    await page.getByText('Resumed, it goes on from its last checkpoint.').waitFor()
    await list.page.getByRole('listitem').getByText('Paused', { exact: true }).first().waitFor()
    await expect.poll(() => focused(page)).toBe('Resume')
    await page.getByRole('button', { name: 'Resume' }).click()
    await badge('Running').waitFor()
  })

  it('lets go of its connection while it is out of sight, and catches up afterwards', async () => {
    const ended = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/events'))
    await show(page, 'hidden')
    await ended
    await ada.api.entries.createText('household', { path: '/go.txt', text: 'go' })
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    await untilJob(ada, 'household', id, ({ state }) => state === 'completed')
    expect(await badge('Running').isVisible()).toBe(true)
    await show(page, 'visible')
    await badge('Completed').waitFor()
    await list.page.getByRole('listitem').getByText('Completed', { exact: true }).first().waitFor()
  })

  it('reads what went wrong without stopping it, what it did, and how it ran', async () => {
    await page.getByRole('region', { name: 'Warnings' }).getByText('the attachment is cut off').first().waitFor()
    await page.getByRole('region', { name: 'Errors' }).getByText('it has no header').waitFor()
    await page.getByRole('definition').getByText('40 KiB', { exact: true }).waitFor()
    await page.getByText('Run 2: completed').waitFor()
    await page.getByText('Run 1: interrupted').waitFor()
    await page.getByRole('region', { name: 'Parameters' }).getByText('"folder": "/mail"').waitFor()
    await page.getByRole('complementary', { name: 'About this job' }).getByText('Ada Lovelace').waitFor()
    await shoot(page, 'jobs-completed')
  })

  it('looks at the warnings of the log alone', async () => {
    await page.getByLabel('Lines', { exact: true }).selectOption({ label: 'Warnings' })
    const log = page.getByRole('region', { name: 'Log, newest first' })
    await expect.poll(() => log.getByRole('listitem').count()).toBe(2)
    expect(new URL(page.url()).searchParams.get('lines')).toBe('warning')
  })

  it('starts a job with children from the console, and opens their tree', async () => {
    await page.goto(`/workspaces/household/installs/${install}/operations`)
    await page.getByRole('navigation', { name: 'Operations' }).getByRole('link', { name: 'Scan every folder' }).click()
    await page.getByLabel('Input').fill(JSON.stringify({ folders: ['/mail/2025', '/mail/2026'], until: NEVER }))
    await page.getByRole('button', { name: 'Start the job' }).click()
    const tree = page.getByRole('list', { name: 'Child jobs' })
    await expect.poll(() => tree.getByText('Completed', { exact: true }).count()).toBe(2)
    await tree.getByRole('link', { name: 'Scan the mailbox' }).first().click()
    await page.getByRole('link', { name: 'Parent job', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Scan every folder' }).waitFor()
  })

  it('keeps a refusal with the command and the job that it was for', async () => {
    await page.route('**/pause', (route) =>
      route.fulfill({ status: 409, json: { code: 'conflict', detail: 'It cannot be paused now.' } }),
    )
    const refusal = page.getByRole('alert').getByText('It cannot be paused now.')
    await page.getByRole('button', { name: 'Pause' }).click()
    await refusal.waitFor()
    await page.getByRole('button', { name: 'Cancel…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Cancel Scan every folder?' })
    await dialog.getByText('It stops for good').waitFor()
    expect(await dialog.getByRole('alert').count()).toBe(0)
    await dialog.getByRole('button', { name: 'Keep it' }).click()
    await page.getByRole('list', { name: 'Child jobs' }).getByRole('link').first().click()
    await page.getByRole('heading', { level: 1, name: 'Scan the mailbox' }).waitFor()
    expect(await refusal.count()).toBe(0)
    await page.unroute('**/pause')
    await page.getByRole('link', { name: 'Parent job', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Scan every folder' }).waitFor()
    expect(window.takeFaults()).toEqual([expect.stringContaining('409')])
  })

  it('cancels it only after it was asked whether', async () => {
    await page.getByRole('button', { name: 'Cancel…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Cancel Scan every folder?' })
    await dialog.getByText('It stops for good').waitFor()
    await shoot(page, 'jobs-cancel')
    await dialog.getByRole('button', { name: 'Keep it' }).click()
    await badge('Running').waitFor()
    await page.getByRole('button', { name: 'Cancel…' }).click()
    await dialog.getByRole('button', { name: 'Cancel the job' }).click()
    await badge('Cancelled').waitFor()
  })

  it('is told in plain words why a job failed, and tries it again', async () => {
    await page.goto('/workspaces/household/jobs?start=mailbox%3Afail')
    await page.getByRole('dialog').getByRole('button', { name: 'Start the job' }).click()
    await page.getByRole('alert').getByText('The mailbox is locked by another program.').waitFor()
    await shoot(page, 'jobs-failed')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('Run 2: failed').waitFor()
  })

  it('finds jobs by state, by job and by extension, and keeps the choice in the address', async () => {
    const rows = list.page.getByRole('list', { name: 'Jobs', exact: true }).getByRole('listitem')
    await expect.poll(() => rows.count()).toBe(3)
    await list.page.getByLabel('State').selectOption({ label: 'Failed' })
    await expect.poll(() => rows.count()).toBe(1)
    await list.page.getByLabel('State').selectOption({ label: 'Every state' })
    await list.page.getByLabel('Child jobs too').check()
    await expect.poll(() => rows.count()).toBe(5)
    await list.page.getByLabel('Extension', { exact: true }).selectOption({ label: 'Mailbox' })
    await list.page.getByLabel('Job', { exact: true }).selectOption({ label: 'Scan every folder' })
    await expect.poll(() => rows.count()).toBe(1)
    await list.page.reload()
    await expect.poll(() => rows.count()).toBe(1)
    await list.page.getByLabel('State').selectOption({ label: 'Queued' })
    await list.page.getByText('No such jobs').waitFor()
    await list.page.getByRole('button', { name: 'Show all jobs' }).click()
    await expect.poll(() => rows.count()).toBe(5)
  })

  it('sees the jobs of an install on its page', async () => {
    await page.goto(`/workspaces/household/installs/${install}`)
    await page.getByRole('link', { name: 'Jobs', exact: true }).click()
    const rows = page.getByRole('list', { name: 'Jobs', exact: true }).getByRole('listitem')
    await expect.poll(() => rows.count()).toBe(3)
    expect(await page.getByLabel('Extension', { exact: true }).count()).toBe(0)
  })

  it('gives a job a schedule, in words and with its next times', async () => {
    await page.goto('/workspaces/household/jobs/schedules')
    await page.getByText('No schedules').waitFor()
    await page.getByRole('button', { name: 'New schedule' }).click()
    const dialog = page.getByRole('dialog', { name: 'New schedule' })
    await dialog.getByLabel('Name').fill('Morning scan')
    await dialog.getByLabel('Cron expression').fill('30 6 * *')
    await dialog.getByText('Five fields').waitFor()
    await dialog.getByLabel('Cron expression').fill('30 6 * * 1-5')
    await dialog.getByLabel('Time zone').fill('Europe/Berlin')
    await dialog.getByText('At 06:30, Monday through Friday').waitFor()
    expect(await dialog.getByRole('list', { name: 'Next times' }).getByRole('listitem').count()).toBe(3)
    await dialog.getByLabel('Folder').fill('/mail')
    await shoot(page, 'jobs-schedule')
    await dialog.getByRole('button', { name: 'Make the schedule' }).click()
    await page.getByRole('heading', { level: 3, name: 'Morning scan' }).waitFor()
    await page.getByText('It has not come due yet.').waitFor()
  })

  it('pauses, changes and deletes the schedule', async () => {
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('Does not come due').waitFor()
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('Next time').waitFor()
    await page.getByRole('button', { name: 'Change Morning scan' }).click()
    await page.getByLabel('Time zone').fill('')
    await page.getByText('A time zone is a name such as').waitFor()
    await page.getByLabel('Time zone').fill('UTC')
    await page.getByLabel('Name (optional)').fill('')
    await page.getByLabel('Times', { exact: true }).selectOption({ label: 'Every hour' })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('listitem').getByText('Every hour').waitFor()
    await page.getByRole('button', { name: 'Delete Scan the mailbox' }).click()
    await page.getByRole('button', { name: 'Delete the schedule' }).click()
    await page.getByText('No schedules').waitFor()
  })

  it('saw no fault on the way', () => {
    expect([...window.takeFaults(), ...list.takeFaults()]).toEqual([])
  })
})

/** As if another tab had come before this one, or gone again. */
const show = (page: Page, state: 'hidden' | 'visible') =>
  page.evaluate((visibility) => {
    Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, state)

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim())
