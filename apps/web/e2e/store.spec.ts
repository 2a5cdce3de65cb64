import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changedArchive } from './archives.ts'
import { launchBrowser, openWindow, settle, shoot, signInAs, VIEWS, viewName } from './browser.ts'
import { ADMIN, startMarketplace, type Marketplace } from './marketplace.ts'
import { publishApproved, signIn, signUp, type Person } from './people.ts'
import { violations } from './violations.ts'

/** What a visitor finds, and what somebody who uses an extension says of it. */
describe('the store', () => {
  let marketplace: Marketplace
  let browser: Browser
  let admin: Person
  let person: Person

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'stocked' })
    browser = await launchBrowser()
    admin = await signIn(marketplace.url, ADMIN)
    const publisher = await signUp(marketplace.url, 'Ada Lovelace')
    await publisher.api.publishers.create({ slug: 'acme-labs', name: 'Acme Labs' })
    const picture = await readFile(join(import.meta.dirname, '../public/share.png'))
    const pictures = ['one.png', 'two.png']
    const archive = await changedArchive(
      'wordstats',
      (manifest) => ({ ...manifest, id: 'letter-counter', name: 'Letter counter', screenshots: pictures }),
      Object.fromEntries(pictures.map((name) => [name, picture])),
    )
    await publishApproved(publisher, 'acme-labs', archive.path, admin)
    await archive.dispose()
    await admin.api.curation.feature('letter-counter')
    await admin.api.curation.verify('acme-labs')
    person = await signUp(marketplace.url, 'Grace Hopper')
    await person.api.workspaces.create({ name: 'Lab' })
    await person.api.installs.create('lab', {
      extension: 'letter-counter',
      grants: [{ permission: 'entries.read' }],
    })
  })
  afterAll(async () => {
    await browser.close()
    await marketplace.stop()
  })

  it('draws its first page from what came with it', async () => {
    const { page, takeFaults, close } = await openWindow(browser, marketplace.url)
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    for (const path of ['/', '/extensions/letter-counter', '/publishers/acme-labs']) {
      asked.length = 0
      await page.goto(path)
      await settle(page)
      expect(
        asked.filter((address) => /^\/v1\/(?:shelves|extensions$|extensions\/[\w-]+$|publishers)/.test(address)),
      ).toEqual([])
    }
    expect(takeFaults()).toEqual([])
    await close()
  })

  it('shows what is featured, and leads to the shelves that have something', async () => {
    const { page, close } = await openWindow(browser, marketplace.url)
    await page.goto('/')
    const featured = page.locator('section', { has: page.getByRole('heading', { name: 'Featured' }) })
    await featured.getByRole('link', { name: 'Letter counter' }).waitFor()
    await page.getByRole('link', { name: /^Examples/ }).click()
    await page.waitForURL(/\/search\?category=examples$/)
    await page.getByRole('heading', { name: 'Examples extensions' }).waitFor()
    await close()
  })

  it('suggests names while somebody types, and goes to the one that was chosen', async () => {
    const { page, close } = await openWindow(browser, marketplace.url)
    await page.goto('/')
    const box = page.getByRole('combobox', { name: 'Search extensions' })
    await box.fill('letr')
    await page.locator('datalist option[value="Letter counter"]').waitFor({ state: 'attached' })
    await box.fill('Letter counter')
    await box.press('Enter')
    await page.waitForURL(/\/extensions\/letter-counter$/)
    await close()
  })

  it('searches while somebody types, and leaves alone what is being typed', async () => {
    const { page, close } = await openWindow(browser, marketplace.url)
    await page.goto('/search')
    const box = page.getByRole('search', { name: 'Extensions' }).getByRole('searchbox')
    await box.pressSequentially('letter ')
    await page.waitForURL(/[?&]q=letter(&|$)/)
    await box.pressSequentially('counter')
    expect(await box.inputValue()).toBe('letter counter')
    await page.getByRole('main').getByRole('link', { name: 'Letter counter' }).waitFor()
    await page.waitForURL(/[?&]q=letter(\+|%20)counter(&|$)/)
    await page.goto('/search?q=words')
    expect(await box.inputValue()).toBe('words')
    await close()
  })

  it('suggests in the header as well, by keyboard alone', async () => {
    const { page, takeFaults, close } = await openWindow(browser, marketplace.url)
    await page.goto('/publishers/acme-labs')
    await settle(page)
    await page.keyboard.press('/')
    await page.keyboard.type('letr')
    const box = page.getByRole('combobox', { name: 'Search extensions' })
    const option = page.getByRole('option', { name: 'Letter counter by Acme Labs' })
    await option.waitFor()
    await shoot(page, 'header-suggestions')
    await box.press('ArrowDown')
    expect(await option.getAttribute('aria-selected')).toBe('true')
    expect(await box.getAttribute('aria-activedescendant')).toBe(await option.getAttribute('id'))
    expect(await violations(page, 'header')).toEqual([])
    await box.press('Escape')
    await option.waitFor({ state: 'hidden' })
    await box.press('ArrowDown')
    await option.waitFor()
    await box.press('Enter')
    await page.waitForURL(/\/extensions\/letter-counter$/)
    await box.fill('letr')
    await option.waitFor()
    await box.press('Enter')
    await page.waitForURL(/\/search\?q=letr$/)
    expect(takeFaults()).toEqual([])
    await close()
  })

  it('says on its cards what things cost', async () => {
    const { page, close } = await openWindow(browser, marketplace.url)
    await page.goto('/search?q=letter')
    const card = page.getByRole('article').filter({ has: page.getByRole('link', { name: 'Letter counter' }) })
    await card.getByText('Free', { exact: true }).waitFor()
    await card.getByText('Featured', { exact: true }).waitFor()
    await close()
  })

  it('says what somebody has already, and leads there instead of installing it twice', async () => {
    const { page, takeFaults, close } = await openWindow(browser, marketplace.url, { theme: 'dark', width: 360 })
    await signInAs(page, person.account)
    await page.goto('/search?q=letter')
    const card = page.getByRole('article').filter({ has: page.getByRole('link', { name: 'Letter counter' }) })
    await card.getByText('Installed', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Letter counter' }).click()
    await page.getByRole('link', { name: 'Open in Lab' }).waitFor()
    await shoot(page, 'store-installed')
    await page.getByRole('link', { name: 'Install elsewhere' }).click()
    const consent = page.getByRole('dialog', { name: 'Install Letter counter' })
    expect(await consent.getByRole('option', { name: 'Lab (installed)' }).isDisabled()).toBe(true)
    const install = consent.getByRole('button', { name: 'Install and grant 1 permission' })
    await consent.getByText('Give it a name: it is made when you install.').waitFor()
    expect(await install.isDisabled()).toBe(true)
    await consent.getByLabel('Name of the new workspace').fill('Office')
    await page.setViewportSize({ width: 1280, height: 860 })
    const [picker, name] = await Promise.all(
      ['Workspace', 'Name of the new workspace'].map((label) =>
        consent.getByLabel(label, { exact: true }).boundingBox(),
      ),
    )
    expect(picker?.y, 'both stand in one line').toBe(name?.y)
    await install.click()
    await page.waitForURL(/\/workspaces\/office\/installs\//)

    await page.goto('/extensions/letter-counter')
    await page.getByRole('button', { name: 'Open in' }).press('Enter')
    await page.getByRole('menuitem', { name: 'Lab' }).press('Enter')
    await page.waitForURL(/\/workspaces\/lab\/installs\//)
    expect(takeFaults()).toEqual([])
    await close()
  })

  it('keeps the filters in the address', async () => {
    const { page, close } = await openWindow(browser, marketplace.url)
    await page.goto('/search')
    await page.getByLabel('Publishers').selectOption('verified')
    await page.waitForURL(/publishers=verified/)
    await page.getByLabel('Risk of its permissions').selectOption('low')
    await page.waitForURL(/risk=low/)
    await page.reload()
    expect(await page.getByLabel('Risk of its permissions').inputValue()).toBe('low')
    expect(await page.getByRole('link', { name: 'Letter counter' }).count()).toBe(0)
    await page.getByRole('button', { name: 'No filters' }).click()
    await page.getByRole('link', { name: 'Letter counter' }).waitFor()
    await close()
  })

  it('shows screenshots one after the other by keyboard', async () => {
    const { page, close } = await openWindow(browser, marketplace.url)
    await page.goto('/extensions/letter-counter')
    await page.getByRole('button', { name: 'Screenshot 1 of Letter counter' }).press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('heading', { name: 'Screenshot 1 of 2' }).waitFor()
    await page.keyboard.press('ArrowRight')
    await dialog.getByRole('heading', { name: 'Screenshot 2 of 2' }).waitFor()
    await page.keyboard.press('ArrowRight')
    await dialog.getByRole('heading', { name: 'Screenshot 1 of 2' }).waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await close()
  })

  it('takes a rating from somebody who uses it, with its answer, and lets it be changed and deleted', async () => {
    const { page, takeFaults, close } = await openWindow(browser, marketplace.url)
    await signInAs(page, person.account)
    await page.goto('/extensions/letter-counter?tab=ratings')
    await page.getByText('Nobody has rated it yet').waitFor()
    await page.getByRole('radio', { name: '4: Good' }).check({ force: true })
    await page.getByLabel('What should others know?').fill('It counts.\nWell.')
    await page.getByRole('button', { name: 'Rate it' }).click()
    await page.getByText('Thank you for rating Letter counter').waitFor()
    await page.getByRole('article').getByText('It counts.').waitFor()
    await page.getByRole('radio', { name: '5: Very good' }).check({ force: true })
    await page.getByRole('button', { name: 'Change it' }).click()
    await page.getByText('Your rating of Letter counter is changed').waitFor()
    await page.getByRole('button', { name: /5 ?stars: ?1 ?rating/ }).waitFor()
    await page.getByLabel('What should others know?').fill('Not said yet')
    await page.getByRole('button', { name: 'Delete it' }).click()
    await page.getByText('Nobody has rated it yet').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('article').getByText('It counts.').waitFor()
    expect(takeFaults()).toEqual([])
    await close()
  })

  it('keeps the ratings that are shown, and the one that is being written, when new ones cannot be had', async () => {
    const { page, close } = await openWindow(browser, marketplace.url)
    await signInAs(page, person.account)
    await page.goto('/extensions/letter-counter?tab=ratings')
    const text = page.getByLabel('What should others know?')
    const shown = page.getByRole('article').getByText('It counts.')
    await shown.waitFor()
    const list = /\/v1\/extensions\/letter-counter\/ratings\?/
    await page.route(list, (route) => route.fulfill({ status: 500 }))
    await page.getByRole('button', { name: 'Change it' }).click()
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor()
    expect(await shown.isVisible()).toBe(true)
    await text.fill('Half a sentence')
    await page.getByLabel('Order of the ratings').selectOption({ label: 'Most stars' })
    await shown.waitFor({ state: 'detached' })
    expect(await text.inputValue()).toBe('Half a sentence')
    await page.unroute(list)
    await page.getByRole('button', { name: 'Try again' }).click()
    await shown.waitFor()
    expect(await text.inputValue()).toBe('Half a sentence')
    await close()
  })

  it('says that a deleted rating could not be brought back', async () => {
    const { page, close } = await openWindow(browser, marketplace.url)
    await signInAs(page, person.account)
    await page.goto('/extensions/letter-counter?tab=ratings')
    await page.getByRole('button', { name: 'Delete it' }).click()
    const undo = page.getByRole('button', { name: 'Undo' })
    await undo.waitFor()
    await page.route('**/ratings/own', (route) =>
      route.fulfill({ status: 409, json: { code: 'conflict', detail: 'It cannot be rated now.' } }),
    )
    await undo.click()
    await page.getByText('It cannot be rated now.').waitFor()
    await close()
    await person.api.ratings.rate('letter-counter', { stars: 5, text: 'It counts.' })
  })

  it('takes a report of a rating', async () => {
    const { page, close } = await openWindow(browser, marketplace.url)
    await signInAs(page, (await signUp(marketplace.url, 'Alan Turing')).account)
    await page.goto('/extensions/letter-counter?tab=ratings')
    await page.getByText('Ratings are for those who use it.').waitFor()
    await page.getByRole('button', { name: /^Report/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('What is wrong with it').fill('It is about another extension')
    await dialog.getByRole('button', { name: 'Report' }).click()
    await page.getByText('The admins will look at it').waitFor()
    expect((await admin.api.ratings.listReported()).items).toHaveLength(1)
    await close()
  })

  it('tells a page that is not there from one that is', async () => {
    const { page, close } = await openWindow(browser, marketplace.url)
    const answer = await page.goto('/extensions/nothing')
    expect(answer?.status()).toBe(404)
    await page.getByRole('heading', { name: 'Nothing is behind this door' }).waitFor()
    await close()
  })

  it.each(VIEWS)('is clean to axe and looks as it should: $theme at $width', async (view) => {
    const { page, close } = await openWindow(browser, marketplace.url, view)
    await signInAs(page, person.account)
    for (const [name, path] of [
      ['home', '/'],
      ['search', '/search?publishers=verified&sort=rating'],
      ['extension', '/extensions/letter-counter'],
      ['ratings', '/extensions/letter-counter?tab=ratings'],
      ['publisher', '/publishers/acme-labs'],
    ] as const) {
      await page.goto(path)
      await settle(page)
      expect(await violations(page), path).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBeLessThanOrEqual(0)
      await shoot(page, `store-${name}-${viewName(view)}`)
    }
    await close()
  })
})
