import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shippedArchive } from './archives.ts'
import { launchBrowser, openWindow, shoot, signInAs, type Window } from './browser.ts'
import { ADMIN, startMarketplace, type Marketplace } from './marketplace.ts'
import { newAccount } from './people.ts'
import { skipAfterFailure } from './steps.ts'

/**
 * The main story in a browser, from an empty store to an uninstall, by three people in three windows. Each step goes on
 * from the one before.
 */
describe('a publisher, an admin and a person', () => {
  skipAfterFailure()
  let marketplace: Marketplace
  let browser: Browser
  let publisher: Window
  let admin: Window
  let person: Window

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'empty' })
    browser = await launchBrowser()
    publisher = await openWindow(browser, marketplace.url)
    admin = await openWindow(browser, marketplace.url)
    person = await openWindow(browser, marketplace.url)
  })
  afterAll(async () => {
    await browser?.close()
    await marketplace?.stop()
  })

  it('shows an empty store as such', async () => {
    const { page } = person
    await page.goto('/')
    await page.getByText('The shelves are still empty').waitFor()
    expect(await page.title()).toBe('Extension store · Grantry')
  })

  it('lets somebody make an account and a publisher', async () => {
    const { page } = publisher
    await makeAccount(page, 'Ada Lovelace')
    await page.getByRole('link', { name: 'Studio' }).first().click()
    await page.getByRole('button', { name: 'New publisher' }).click()
    await page.getByLabel('Name').fill('Acme Labs')
    expect(await page.getByLabel('Address').inputValue()).toBe('acme-labs')
    await page.getByRole('button', { name: 'Make the publisher' }).click()
    await page.getByRole('heading', { level: 1, name: 'Acme Labs' }).waitFor()
    await page.getByText('Nothing uploaded yet').waitFor()
  })

  it('takes an upload in, inspects it, and shows its place in the queue', async () => {
    const { page } = publisher
    await page.getByRole('main').getByRole('link', { name: 'Upload a version' }).first().click()
    await page.getByLabel('Choose a file').setInputFiles(shippedArchive('wordstats'))
    await page.getByText('wordstats 1.0.0 is submitted').waitFor()
    await page.getByRole('heading', { name: 'What the inspection found' }).waitFor()
    await shoot(page, 'journey-published')
    await page.getByRole('link', { name: 'To your versions' }).click()
    await page.getByText('Number 1 in the queue').waitFor()
    await page.getByText('In review').waitFor()
  })

  it('says that the same version is there already', async () => {
    const { page } = publisher
    await page.getByRole('link', { name: 'Upload a version' }).click()
    await page.getByLabel('Choose a file').setInputFiles(shippedArchive('wordstats'))
    await page.getByText('was refused, and nothing was stored').waitFor()
    await page.getByText('version_exists').waitFor()
    expect(publisher.takeFaults()).toEqual([])
  })

  it('shows the admin what the version asks for, in plain words, and its files', async () => {
    const { page } = admin
    await signInAs(page, ADMIN)
    await page.getByRole('link', { name: 'Review' }).click()
    await page.getByRole('link', { name: 'Word statistics 1.0.0' }).click()
    await page.getByText('Read all files of this workspace.').waitFor()
    await page.getByText('“To read the text whose words are counted”').waitFor()
    await page.getByRole('link', { name: 'extension.json' }).click()
    await page.getByRole('region', { name: 'extension.json' }).getByText('"id": "wordstats"').waitFor()
    await shoot(page, 'journey-review')
  })

  it('asks for a reason before a rejection', async () => {
    const { page } = admin
    await page.getByRole('button', { name: 'Reject…' }).click()
    await page.getByRole('button', { name: 'Reject the version' }).click()
    await page.getByRole('dialog').getByText('Please give a reason').waitFor()
    expect(admin.takeFaults()).toEqual([expect.stringContaining('400')])
    await page.getByRole('button', { name: 'Cancel' }).click()
  })

  it('puts an approved version into the store', async () => {
    const { page } = admin
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.getByText('Word statistics 1.0.0 is approved').waitFor()
    await page.getByRole('button', { name: 'Take down…' }).waitFor()
  })

  it('is found in spite of a typing mistake', async () => {
    const { page } = person
    await page.goto('/')
    await page.getByLabel('Search extensions').fill('wrod statistics')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Word statistics' }).click()
    await page.getByRole('heading', { level: 1, name: 'Word statistics' }).waitFor()
    await page.getByText('Create and change all files of this workspace').first().waitFor()
  })

  it('asks a visitor to sign in and brings them back to the consent', async () => {
    const { page } = person
    await page.getByRole('link', { name: 'Install' }).click()
    await page.waitForURL(/\/sign-in\?next=/)
    await page.getByRole('link', { name: 'Make an account' }).click()
    await fillAccount(page, 'Grace Hopper')
    await page.getByRole('dialog', { name: 'Install Word statistics' }).waitFor()
  })

  it('installs with what is required, narrowed by hand, and leaves the optional off', async () => {
    const { page } = person
    const consent = page.getByRole('dialog', { name: 'Install Word statistics' })
    await consent.getByLabel('Name of the new workspace').fill('Household')
    expect(await consent.getByRole('switch', { name: 'Create and change files' }).isChecked()).toBe(false)
    await consent.getByRole('button', { name: 'Narrow it' }).click()
    await consent.getByLabel('Only these places').fill('/notes/**')
    await consent.getByText('Read everything in /notes of this workspace.').waitFor()
    await shoot(page, 'journey-consent')
    await consent.getByRole('button', { name: 'Install and grant 1 permission' }).click()
    await page.getByText('Word statistics is installed in Household').waitFor()
    await page.getByRole('heading', { level: 1, name: /Word statistics/ }).waitFor()
  })

  it('writes a file for it to work on', async () => {
    const { page } = person
    await page.getByRole('link', { name: 'Household' }).click()
    await page.getByRole('link', { name: 'Files' }).click()
    await page.getByRole('button', { name: 'New text file' }).click()
    await page.getByLabel('Path').fill('/notes/today.md')
    await page.getByRole('textbox', { name: 'Text' }).fill('hello hello world')
    await page.getByRole('button', { name: 'Write the file' }).click()
    await page.getByRole('link', { name: 'notes' }).click()
    await page.getByRole('button', { name: 'today.md' }).click()
    await page.getByRole('region', { name: 'Content' }).getByText('hello hello world').waitFor()
    await page.keyboard.press('Escape')
  })

  it('calls an operation from a form and shows fuel and memory', async () => {
    const { page } = person
    await page.getByRole('link', { name: 'Installs' }).click()
    await page.getByRole('link', { name: 'Word statistics' }).click()
    await page.getByRole('link', { name: 'Operations' }).click()
    await page.getByLabel('File').fill('/notes/today.md')
    await page.getByRole('button', { name: 'Run query' }).click()
    await page.getByRole('region', { name: 'Answer' }).getByText('"words": 3').waitFor()
    expect(await page.getByText(/^[\d,]+ fuel$/).textContent()).toMatch(/\d/)
    expect(await page.getByText(/of memory/).textContent()).toMatch(/MiB of memory/)
    await shoot(page, 'journey-operation')
    await page.getByRole('button', { name: 'Copy as command' }).click()
    await page.getByText('Copied').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      `grantry query wordstats:count '{"path":"/notes/today.md"}' --workspace household`,
    )
  })

  it('says beside the field what is wrong with it', async () => {
    const { page } = person
    await page.getByLabel('File').fill('')
    await page.getByRole('button', { name: 'Run query' }).click()
    await page.getByText(/^invalid_input ·/).waitFor()
    expect(await page.getByLabel('File').getAttribute('aria-invalid')).toBe('true')
    expect(person.takeFaults()).toEqual([expect.stringContaining('400')])
  })

  it('records a denied host call, and the call goes on', async () => {
    const { page } = person
    await page.getByRole('link', { name: /Count words and keep the result/ }).click()
    await page.getByLabel('File').fill('/notes/today.md')
    await page.getByRole('button', { name: 'Run action' }).click()
    await page.getByRole('region', { name: 'Answer' }).getByText('"kept": false').waitFor()
    await page.getByRole('link', { name: 'Log' }).click()
    await page.getByText('permission_denied').first().waitFor()
    await shoot(page, 'journey-log')
  })

  it('takes a permission back at once, and gives it again with Undo', async () => {
    const { page } = person
    await page.getByRole('link', { name: 'Permissions' }).click()
    await page.getByText(/^Refused 1 time, last/).waitFor()
    const read = page.getByRole('switch', { name: 'Read files' })
    await read.click()
    await page.getByText('Revoked: Read files').waitFor()
    expect(await read.isChecked()).toBe(false)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Granted again: Read files').waitFor()
    expect(await read.isChecked()).toBe(true)
    await page.getByText('Read everything in /notes of this workspace.').waitFor()
    await shoot(page, 'journey-permissions')
  })

  it('counts what was used', async () => {
    const { page } = person
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('img', { name: /Calls a day/ }).waitFor()
    await page.getByRole('meter', { name: 'Peak memory' }).waitFor()
    await shoot(page, 'journey-overview')
  })

  it('uninstalls only after its name was typed', async () => {
    const { page } = person
    await page.getByRole('button', { name: 'Uninstall' }).click()
    const confirm = page.getByRole('button', { name: 'Uninstall and delete its data' })
    expect(await confirm.isDisabled()).toBe(true)
    await page.getByLabel(/Type wordstats/).fill('wordstats')
    await confirm.click()
    await page.getByText('Word statistics is uninstalled').waitFor()
    await page.getByText('Nothing is installed here').waitFor()
  })

  it('shows the publisher the decision', async () => {
    const { page } = publisher
    await page.goto('/studio/acme-labs')
    await page.getByText('Approved').waitFor()
  })

  it('happened without a fault in any window', () => {
    expect([...publisher.takeFaults(), ...admin.takeFaults(), ...person.takeFaults()]).toEqual([])
  })
})

async function makeAccount(page: Page, name: string): Promise<void> {
  await page.goto('/sign-up')
  await fillAccount(page, name)
  await page.getByRole('button', { name: `account of ${name}` }).waitFor()
}

async function fillAccount(page: Page, name: string): Promise<void> {
  const { email, password } = newAccount(name)
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Make the account' }).click()
}
