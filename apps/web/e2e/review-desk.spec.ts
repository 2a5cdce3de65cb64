import { openAsBlob } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changedArchive } from './archives.ts'
import { DESKTOP, launchBrowser, openWindow, PHONE, settle, shoot, signInAs, viewName, type Window } from './browser.ts'
import { ADMIN, startMarketplace, type Marketplace } from './marketplace.ts'
import { publishApproved, signIn, signUp, type Person } from './people.ts'
import { skipAfterFailure } from './steps.ts'
import { violations } from './violations.ts'

/** The one who decides: an update that was refused once, tried out, read beside what came before. */
describe('an admin at the review desk', () => {
  skipAfterFailure()
  let marketplace: Marketplace
  let browser: Browser
  let admin: Window
  let publisher: Person
  let waiting: string
  let approved: string

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'stocked' })
    publisher = await signUp(marketplace.url, 'Ada Lovelace')
    const desk = await signIn(marketplace.url, ADMIN)
    await publisher.api.publishers.create({ slug: 'acme-labs', name: 'Acme Labs' })
    approved = await publish('1.0.0', [NOTES], async (path) => {
      await publishApproved(publisher, 'acme-labs', path, desk)
      return (await desk.api.reviews.list({ status: 'approved', limit: 100 })).items.at(-1)!.id
    })
    await publisher.api.workspaces.create({ name: 'Household' })
    await publisher.api.installs.create('household', { extension: 'letter-counter' })
    const refused = await publish('1.1.0', [{ ...NOTES, scope: { paths: ['/**'] } }, SEND])
    await desk.api.reviews.reject(refused, 'It asks for all files and the network. Please ask for less.')
    waiting = await publish('1.1.1', [{ ...NOTES, scope: { paths: ['/notes/**', '/inbox/**'] } }])
    browser = await launchBrowser()
    admin = await openWindow(browser, marketplace.url)
    await signInAs(admin.page, ADMIN)
  })
  afterAll(async () => {
    await browser?.close()
    await marketplace?.stop()
  })

  async function publish(
    version: string,
    permissions: object[],
    by = async (path: string) => {
      const archive = await openAsBlob(path)
      return (await publisher.api.publishers.publish('acme-labs', { archive })).reviewId
    },
  ): Promise<string> {
    const archive = await changedArchive('wordstats', (manifest) => ({
      ...manifest,
      id: 'letter-counter',
      name: 'Letter counter',
      version,
      permissions,
    }))
    const id = await by(archive.path)
    await archive.dispose()
    return id
  }

  it('sees what waits, with its picture', async () => {
    const { page } = admin
    await page.goto('/review')
    await settle(page)
    const picture = page.getByRole('listitem').filter({ hasText: 'Letter counter' }).locator('img')
    expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
    await page.getByRole('link', { name: 'Letter counter' }).click()
  })

  it('sees what it did when it was tried out', async () => {
    const { page } = admin
    const trial = page.getByRole('region').or(page.locator('section')).filter({ hasText: 'Trial run' }).last()
    await trial.getByText('By itself, when it was submitted').waitFor({ timeout: 60_000 })
    const call = trial.locator('details').filter({ hasText: 'letter-counter:count' }).first()
    await call.locator('summary').first().click()
    await call.getByText('What it asked of the platform').waitFor()
    await call.getByText('query:entries.get.v1').waitFor()
    await expect.poll(() => trial.getByText('entries.read').count()).toBeGreaterThan(0)
    await call.scrollIntoViewIfNeeded()
    await shoot(page, 'review-trial')
  })

  it('sees permissions side by side, and chooses what they are compared with', async () => {
    const { page } = admin
    await page.getByText('This version', { exact: true }).waitFor()
    await page.getByText('Wider', { exact: true }).waitFor()
    await page.getByLabel('Compared with').selectOption('1.1.0')
    await page.waitForURL((url) => url.searchParams.get('against') === '1.1.0')
    await page.getByText('Narrower', { exact: true }).waitFor()
    await page.getByText('Dropped', { exact: true }).waitFor()
    await page.getByLabel('Compared with').selectOption('1.0.0')
    await page.getByText('Wider', { exact: true }).waitFor()
    await page.getByText('This version', { exact: true }).scrollIntoViewIfNeeded()
    await shoot(page, 'review-side-by-side')
  })

  it('reads what changed in a file, line by line, and all of it', async () => {
    const { page } = admin
    await page.getByRole('link', { name: 'extension.json' }).click()
    const changes = page.getByRole('region', { name: 'Changes of extension.json' })
    await changes.getByText('"version": "1.1.1"').waitFor()
    await changes.getByText('"version": "1.0.0"').waitFor()
    await changes.scrollIntoViewIfNeeded()
    await shoot(page, 'review-diff')
    await page.getByRole('button', { name: 'Whole file' }).click()
    await page
      .getByRole('region', { name: 'extension.json', exact: true })
      .last()
      .getByText('"id": "letter-counter"')
      .waitFor()
  })

  it('knows the history of the version and of its publisher', async () => {
    const { page } = admin
    await page.getByRole('heading', { name: 'Its publisher so far' }).scrollIntoViewIfNeeded()
    await page.getByText('“It asks for all files and the network. Please ask for less.”').waitFor()
    await page.getByRole('link', { name: 'Letter counter 1.1.0' }).waitFor()
    await shoot(page, 'review-history')
  })

  it('rejects with words that were prepared', async () => {
    const { page } = admin
    await page.getByRole('button', { name: 'Reject…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Words to begin with').selectOption({ label: 'Asks for more than it needs' })
    expect(await dialog.getByLabel('Reason').inputValue()).toContain('Please narrow the scope')
    await shoot(page, 'review-reasons')
    await dialog.getByRole('button', { name: 'Reject the version' }).click()
    await page.getByText('Letter counter 1.1.1 is rejected').waitFor()
  })

  it('is told how far a take-down reaches before it happens', async () => {
    const { page } = admin
    await page.goto(`/review/${approved}`)
    await page.getByRole('button', { name: 'Take down…' }).click()
    await page.getByRole('dialog').getByText('It is installed 1 time, in 1 workspace.').waitFor()
    await shoot(page, 'review-take-down')
    await page.keyboard.press('Escape')
  })

  it.each([DESKTOP, PHONE].map((view) => [viewName(view), view] as const))(
    'finds it all accessible in %s',
    async (name, view) => {
      const window = await openWindow(browser, marketplace.url, view)
      await signInAs(window.page, ADMIN)
      await window.page.goto(`/review/${waiting}?file=extension.json`)
      await settle(window.page)
      const evidence = window.page
        .locator('section')
        .filter({ has: window.page.getByRole('heading', { name: 'Trial run' }) })
      for (const summary of await evidence.locator('summary').all())
        if (await summary.isVisible()) await summary.click()
      await shoot(window.page, `review-desk-${name}`)
      expect(await violations(window.page)).toEqual([])
      expect(await window.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
      expect(window.takeFaults()).toEqual([])
      await window.close()
    },
  )

  it('takes a version down, and whoever has it and publishes it reads why', async () => {
    const { page } = admin
    await page.goto(`/review/${approved}`)
    await page.getByRole('button', { name: 'Take down…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('It sends notes to strangers.')
    await dialog.getByRole('button', { name: 'Take it down everywhere' }).click()
    await page.getByText('“It sends notes to strangers.”').first().waitFor()
    const owner = await openWindow(browser, marketplace.url)
    await signInAs(owner.page, publisher.account)
    await owner.page.goto('/workspaces/household')
    await owner.page.getByRole('main').getByRole('link', { name: 'Letter counter' }).click()
    await owner.page.getByText('Version 1.0.0 was taken down: it does not run').waitFor()
    await owner.page.getByText('“It sends notes to strangers.”').waitFor()
    await settle(owner.page)
    expect(await violations(owner.page)).toEqual([])
    await shoot(owner.page, 'install-taken-down')
    await owner.page.goto('/studio/acme-labs/versions/letter-counter/1.0.0')
    await owner.page.getByText('“It sends notes to strangers.”').waitFor()
    expect(owner.takeFaults()).toEqual([])
    await owner.close()
  })

  it('saw no fault on the way', () => {
    expect(admin.takeFaults()).toEqual([])
  })
})

const NOTES = { id: 'entries.read', scope: { paths: ['/notes/**'] }, reason: 'To count the letters of your notes' }
const SEND = {
  id: 'network',
  scope: { hosts: ['api.example.org'], methods: ['POST'] },
  reason: 'To compare with others',
}
