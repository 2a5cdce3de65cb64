import { openAsBlob } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changedArchive } from './archives.ts'
import { DESKTOP, launchBrowser, openWindow, PHONE, settle, shoot, signInAs, viewName, type Window } from './browser.ts'
import { ADMIN, startMarketplace, type Marketplace } from './marketplace.ts'
import { signIn, signUp, type Person } from './people.ts'
import { skipAfterFailure } from './steps.ts'
import { violations } from './violations.ts'

/** The one who publishes: a draft, its submission, a rejection and what came after it. */
describe('a publisher in the studio', () => {
  skipAfterFailure()
  let marketplace: Marketplace
  let browser: Browser
  let window: Window
  let publisher: Person

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'empty' })
    publisher = await signUp(marketplace.url, 'Ada Lovelace')
    await publisher.api.publishers.create({ slug: 'acme-labs', name: 'Acme Labs' })
    browser = await launchBrowser()
    window = await openWindow(browser, marketplace.url)
    await signInAs(window.page, publisher.account)
  })
  afterAll(async () => {
    await browser?.close()
    await marketplace?.stop()
  })

  const archiveOf = (version: string, paths: string[]) =>
    changedArchive('wordstats', (manifest) => ({
      ...manifest,
      id: 'letter-counter',
      name: 'Letter counter',
      version,
      permissions: [{ id: 'entries.read', scope: { paths }, reason: 'To count the letters of your notes' }],
    }))

  it('keeps an upload as a draft, with its inspection report', async () => {
    const { page } = window
    const archive = await archiveOf('1.0.0', ['/**'])
    await page.goto('/studio/acme-labs/upload')
    await page.getByLabel('Keep as a draft').check()
    await shoot(page, 'studio-upload-draft')
    await page.getByLabel('Choose a file').setInputFiles(archive.path)
    await page.getByText('letter-counter 1.0.0 is kept as a draft').waitFor()
    await page.getByRole('heading', { name: 'What the inspection found' }).waitFor()
    await archive.dispose()
    await page.getByRole('link', { name: 'Look at it and submit' }).click()
    await page.getByText('Only you and your members see this draft').waitFor()
    await settle(page)
    await shoot(page, 'studio-draft')
  })

  it('asks before a draft is discarded, and leaves it alone when told so', async () => {
    const { page } = window
    await page.getByRole('button', { name: 'Discard…' }).click()
    await page.getByRole('dialog', { name: 'Discard Letter counter 1.0.0?' }).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Only you and your members see this draft').waitFor()
  })

  it('submits it, and sees its place in the queue', async () => {
    const { page } = window
    await page.getByRole('button', { name: 'Submit for review' }).click()
    await page.getByText('Number 1 in the queue').waitFor()
  })

  it('reads why it was rejected, and sees what the next one changes', async () => {
    const { page } = window
    const admin = await signIn(marketplace.url, ADMIN)
    const { items } = await admin.api.reviews.list({ status: 'submitted' })
    await admin.api.reviews.reject(items[0]!.id, 'It reads every file. Please ask for the notes alone.')
    await page.reload()
    await page.getByText('“It reads every file. Please ask for the notes alone.”').waitFor()
    const archive = await archiveOf('1.0.1', ['/notes/**'])
    await publisher.api.publishers.publish('acme-labs', { archive: await openAsBlob(archive.path) })
    await archive.dispose()
    await page.goto('/studio/acme-labs')
    await page.getByRole('link', { name: 'Letter counter 1.0.1' }).click()
    await page.getByText('Compared with 1.0.0').waitFor()
    await page.getByText('Narrower', { exact: true }).waitFor()
    await settle(page)
    await shoot(page, 'studio-resubmission')
  })

  it('discards a draft', async () => {
    const { page } = window
    const archive = await archiveOf('1.0.2', ['/notes/**'])
    await publisher.api.publishers.publish('acme-labs', { archive: await openAsBlob(archive.path), as: 'draft' })
    await archive.dispose()
    await page.goto('/studio/acme-labs/versions/letter-counter/1.0.2')
    await page.getByRole('button', { name: 'Discard…' }).click()
    await page.getByRole('button', { name: 'Discard the draft' }).click()
    await page.getByText('Letter counter 1.0.2 is discarded').waitFor()
    await page.getByRole('link', { name: 'Letter counter 1.0.1' }).waitFor()
    expect(await page.getByRole('link', { name: 'Letter counter 1.0.2' }).count()).toBe(0)
  })

  it('sees how its installs fare, in counts', async () => {
    const { page } = window
    const admin = await signIn(marketplace.url, ADMIN)
    const { items } = await admin.api.reviews.list({ status: 'submitted' })
    await admin.api.reviews.approve(items[0]!.id)
    const { api } = publisher
    await api.workspaces.create({ name: 'Household' })
    await api.installs.create('household', { extension: 'letter-counter' })
    await page.goto('/studio/acme-labs')
    await page.getByRole('link', { name: 'Fleet' }).click()
    await page.getByText('1 install now').waitFor()
    await page.getByText('1 install · 0 calls, none failed').waitFor()
    await settle(page)
    await shoot(page, 'studio-fleet')
  })

  it.each([DESKTOP, PHONE].map((view) => [viewName(view), view] as const))(
    'finds it all accessible in %s',
    async (name, view) => {
      const other = await openWindow(browser, marketplace.url, view)
      await signInAs(other.page, publisher.account)
      for (const part of ['upload', 'fleet', 'versions/letter-counter/1.0.0', 'versions/letter-counter/1.0.1']) {
        await other.page.goto(`/studio/acme-labs/${part}`)
        await settle(other.page)
        await shoot(other.page, `studio-${part.replaceAll('/', '-')}-${name}`)
        expect(await violations(other.page), part).toEqual([])
        const overflow = await other.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(overflow, part).toBeLessThanOrEqual(0)
      }
      expect(other.takeFaults()).toEqual([])
      await other.close()
    },
  )

  it('saw no fault on the way', () => {
    expect(window.takeFaults()).toEqual([])
  })
})
