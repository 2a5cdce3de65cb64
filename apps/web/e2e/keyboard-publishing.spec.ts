import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changedArchive } from './archives.ts'
import { launchBrowser, openWindow, settle, signInAs, type Window } from './browser.ts'
import { focused, focusedTag, tabTo } from './keyboard.ts'
import { ADMIN, startMarketplace, type Marketplace } from './marketplace.ts'
import { publishApproved, signIn, signUp } from './people.ts'
import { skipAfterFailure } from './steps.ts'

/** From an upload to a decision without a mouse. */
describe('with the keyboard alone, a publisher and an admin', () => {
  skipAfterFailure()
  let marketplace: Marketplace
  let browser: Browser
  let publisher: Window
  let admin: Window

  const archiveOf = (version: string) =>
    changedArchive('wordstats', (manifest) => ({ ...manifest, id: 'letter-counter', name: 'Letter counter', version }))

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'empty' })
    const ada = await signUp(marketplace.url, 'Ada Lovelace')
    await ada.api.publishers.create({ slug: 'acme-labs', name: 'Acme Labs' })
    const first = await archiveOf('1.0.0')
    await publishApproved(ada, 'acme-labs', first.path, await signIn(marketplace.url, ADMIN))
    await first.dispose()
    browser = await launchBrowser()
    publisher = await openWindow(browser, marketplace.url)
    // Whoever listens from the beginning misses no chooser: the browser is told of the first listener in its own time.
    publisher.page.on('filechooser', () => {})
    admin = await openWindow(browser, marketplace.url)
    await signInAs(publisher.page, ada.account)
    await signInAs(admin.page, ADMIN)
  })
  afterAll(async () => {
    await browser?.close()
    await marketplace?.stop()
  })

  /** The browser's own chooser opens for a key as for a press; what is chosen in it is the system's business. */
  async function upload(version: string): Promise<void> {
    const { page } = publisher
    const archive = await archiveOf(version)
    await tabTo(page, /^Choose a file/)
    const chooser = page.waitForEvent('filechooser')
    await page.keyboard.press('Enter')
    await (await chooser).setFiles(archive.path)
    await page.getByText(`letter-counter ${version} is `).waitFor()
    await archive.dispose()
  }

  it('comes to the upload from the studio', async () => {
    const { page } = publisher
    await tabTo(page, 'Studio')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Studio' }).waitFor()
    await expect.poll(() => focused(page)).toBe('Studio')
    await tabTo(page, /^Acme Labs/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Acme Labs' }).waitFor()
    await tabTo(page, 'Upload a version')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.title()).toBe('Upload a version · Grantry')
    await expect.poll(() => focusedTag(page)).toBe('H1')
  })

  it('keeps a version as a draft, and submits it', async () => {
    const { page } = publisher
    await page.goto('/studio/acme-labs/upload')
    await settle(page)
    await tabTo(page, /Submit for review/)
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => page.getByLabel('Keep as a draft').isChecked()).toBe(true)
    await upload('1.1.0')
    await tabTo(page, 'Look at it and submit')
    await page.keyboard.press('Enter')
    await page.getByText('Only you and your members see this draft').waitFor()
    await tabTo(page, 'Submit for review')
    await page.keyboard.press('Enter')
    await page.getByText('Number 1 in the queue').waitFor()
    await expect.poll(() => focused(page)).not.toBe('')
  })

  it('uploads another one for review at once', async () => {
    const { page } = publisher
    await page.goto('/studio/acme-labs/upload')
    await settle(page)
    await upload('1.2.0')
  })

  it('reads what changed in a file', async () => {
    const { page } = admin
    await tabTo(page, 'Review')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Review' }).waitFor()
    await tabTo(page, 'Letter counter 1.1.0')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /Letter counter/ }).waitFor()
    await expect.poll(() => focused(page)).toMatch(/^Letter counter/)
    await tabTo(page, 'extension.json')
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: 'Changes of extension.json' }).getByText('"version": "1.1.0"').waitFor()
    await expect.poll(() => focused(page)).toBe('extension.json')
  })

  it('approves', async () => {
    const { page } = admin
    await tabTo(page, 'Approve')
    await page.keyboard.press('Enter')
    await page.getByText('Letter counter 1.1.0 is approved').waitFor()
    await expect.poll(() => focused(page)).toMatch(/^Letter counter/)
  })

  it('rejects with a reason, after a second thought', async () => {
    const { page } = admin
    await page.goto('/review')
    await settle(page)
    await tabTo(page, 'Letter counter 1.2.0')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /Letter counter/ }).waitFor()
    await tabTo(page, 'Reject…')
    await page.keyboard.press('Enter')
    await expect.poll(() => focused(page)).toBe('Reason')
    await page.keyboard.press('Escape')
    await expect.poll(() => focused(page)).toBe('Reject…')
    await page.keyboard.press('Enter')
    await expect.poll(() => focused(page)).toBe('Reason')
    await page.keyboard.type('The README does not say what is new.')
    await tabTo(page, 'Reject the version')
    await page.keyboard.press('Enter')
    await page.getByText('Letter counter 1.2.0 is rejected').waitFor()
    await expect.poll(() => focused(page)).toMatch(/^Letter counter/)
  })

  it('did all that without a fault', () => {
    expect([...publisher.takeFaults(), ...admin.takeFaults()]).toEqual([])
  })
})
