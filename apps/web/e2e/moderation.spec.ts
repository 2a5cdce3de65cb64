import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changedArchive } from './archives.ts'
import { DESKTOP, launchBrowser, openWindow, PHONE, settle, shoot, signInAs, viewName } from './browser.ts'
import { ADMIN, startMarketplace, type Marketplace } from './marketplace.ts'
import { publishApproved, signIn, signUp, type Person } from './people.ts'
import { skipAfterFailure } from './steps.ts'
import { violations } from './violations.ts'

/** Several pages, each looked at by axe. */
const PATIENT = { timeout: 180_000 }
const VIEWS = [DESKTOP, PHONE].map((view) => [viewName(view), view] as const)

/** What people say, what the publisher answers, and what the admins make of it. */
describe('the care of the store', () => {
  skipAfterFailure()
  let marketplace: Marketplace
  let browser: Browser
  let admin: Person
  let publisher: Person
  let reader: Person

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'empty' })
    browser = await launchBrowser()
    admin = await signIn(marketplace.url, ADMIN)
    publisher = await signUp(marketplace.url, 'Ada Lovelace')
    await publisher.api.publishers.create({ slug: 'acme-labs', name: 'Acme Labs' })
    await shelve('letter-counter', 'Letter counter')
    await shelve('word-lister', 'Word lister')
    reader = await rater('Grace Hopper', 2, 'It counts letters,\nbut slowly.')
    await rater('Alan Turing', 5, 'Counts everything I write.')
  })
  afterAll(async () => {
    await browser?.close()
    await marketplace?.stop()
  })

  async function shelve(id: string, name: string): Promise<void> {
    const archive = await changedArchive('wordstats', (manifest) => ({ ...manifest, id, name, permissions: [] }))
    await publishApproved(publisher, 'acme-labs', archive.path, admin)
    await archive.dispose()
  }

  async function rater(name: string, stars: number, text: string): Promise<Person> {
    const person = await signUp(marketplace.url, name)
    const { id } = await person.api.workspaces.create({ name: 'Lab' })
    await person.api.installs.create(id, { extension: 'letter-counter' })
    await person.api.ratings.rate('letter-counter', { stars, text })
    return person
  }

  it('leads a publisher to the ratings that wait for an answer', async () => {
    const { page, takeFaults, close } = await openWindow(browser, marketplace.url)
    await signInAs(page, publisher.account)
    await page.goto('/studio/acme-labs')
    await page.getByRole('link', { name: 'Ratings 2 to answer' }).click()
    await page.getByLabel('Stars', { exact: true }).selectOption('2')
    await page.waitForURL(/stars=2/)
    await page.getByRole('heading', { name: 'Alan Turing' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Answer Grace Hopper' }).click()
    await page.getByLabel('Your answer to Grace Hopper').fill('The next version is faster.')
    await page.getByRole('button', { name: 'Answer', exact: true }).click()
    await page.getByText('Grace Hopper is answered').waitFor()
    await page.getByText('Nothing waits for an answer').waitFor()
    await page.getByRole('link', { name: 'Ratings 1 to answer' }).waitFor()
    expect(takeFaults()).toEqual([])
    await close()
  })

  it('lets the publisher change an answer, withdraw it, and think better of that', async () => {
    const { page, close } = await openWindow(browser, marketplace.url)
    await signInAs(page, publisher.account)
    await page.goto('/studio/acme-labs/ratings?show=all')
    await page.getByRole('button', { name: 'Change the answer to Grace Hopper' }).click()
    await page.getByLabel('Your answer to Grace Hopper').fill('Version 2 is faster.')
    await page.getByRole('button', { name: 'Change it' }).click()
    await page.getByText('Your answer is changed').waitFor()
    await page.getByRole('button', { name: 'Withdraw the answer to Grace Hopper' }).click()
    await page.getByText('Your answer is withdrawn').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Version 2 is faster.').waitFor()
    await close()
  })

  it('brings a report of the publisher before the admins, who hide the rating and say why', async () => {
    const { page, close } = await openWindow(browser, marketplace.url)
    await signInAs(page, publisher.account)
    await page.goto('/studio/acme-labs/ratings?show=all')
    await page.getByRole('button', { name: 'Report the rating of Grace Hopper' }).click()
    await page.getByLabel('What is wrong with it').fill('It is about another extension')
    await page.getByRole('dialog').getByRole('button', { name: 'Report' }).click()
    await page.getByText('The admins will look at it').waitFor()
    await close()

    const desk = await openWindow(browser, marketplace.url)
    await signInAs(desk.page, ADMIN)
    await desk.page.getByRole('button', { name: /account of Admin/ }).click()
    await desk.page.getByRole('menuitem', { name: 'Care of the store' }).click()
    await desk.page.getByText('Reported by 1 person').waitFor()
    await shoot(desk.page, 'admin-ratings-open')
    await desk.page.getByRole('button', { name: 'Hide… the rating of Grace Hopper' }).click()
    await desk.page.getByLabel('Reason').fill('It is about another extension.')
    await shoot(desk.page, 'admin-ratings-hide')
    await desk.page.getByRole('button', { name: 'Hide it' }).click()
    await desk.page.getByText('The rating of Letter counter is hidden').waitFor()
    await desk.page.getByText('Nothing waits', { exact: true }).waitFor()
    const { items } = await publisher.api.ratings.list('letter-counter')
    expect(items.map(({ author }) => author)).toEqual(['Alan Turing'])
    await desk.close()
  })

  it('tells the author of a hidden rating why, and lets it be changed but not deleted', async () => {
    const { page, close } = await openWindow(browser, marketplace.url)
    await signInAs(page, reader.account)
    await page.goto('/extensions/letter-counter?tab=ratings')
    await page.getByText('An admin has hidden your rating').waitFor()
    await page.getByText('It is about another extension.').waitFor()
    await page.getByRole('button', { name: 'Change it' }).waitFor()
    expect(await page.getByRole('button', { name: 'Delete it' }).count()).toBe(0)
    await shoot(page, 'rating-hidden')
    await close()
  })

  it('shows a hidden rating again, and its author has heard of both', async () => {
    const { page, close } = await openWindow(browser, marketplace.url)
    await signInAs(page, ADMIN)
    await page.goto('/admin/ratings?state=hidden')
    await page.getByRole('button', { name: 'Show again… the rating of Grace Hopper' }).click()
    await page.getByLabel('Reason').fill('It is about this one after all.')
    await page.getByRole('button', { name: 'Show it again' }).click()
    await page.getByText('None is hidden').waitFor()
    await expect
      .poll(async () => {
        const { items } = await admin.api.account.outbox()
        return items.filter(({ to }) => to === reader.account.email).map(({ subject }) => subject)
      })
      .toEqual(
        expect.arrayContaining([
          'Your rating of Letter counter stands again',
          'Your rating of Letter counter was hidden',
        ]),
      )
    await close()
  })

  it('puts an extension in front until a day, in the order that the admin gives', async () => {
    const { page, takeFaults, close } = await openWindow(browser, marketplace.url)
    await signInAs(page, ADMIN)
    await page.goto('/admin/front')
    await page.getByText('Nothing stands in front').waitFor()
    await page.getByLabel('Extension', { exact: true }).fill('letter-counter')
    await page.getByLabel('Until').fill('2999-12-31')
    await page.getByRole('button', { name: 'Put in front' }).click()
    await page.getByText('until Dec 31, 2999').waitFor()
    await page.getByLabel('Extension', { exact: true }).fill('word-lister')
    await page.getByRole('button', { name: 'Put in front' }).click()
    await page.getByRole('button', { name: 'Move Word lister down' }).click()
    await page.getByText('The order is changed').waitFor()
    const { featured } = await admin.api.catalogue.shelves()
    expect(featured.map(({ id }) => id)).toEqual(['letter-counter', 'word-lister'])
    await page.getByRole('button', { name: 'Take Word lister from the front' }).click()
    await page.getByText('Word lister stands in front no more').waitFor()
    expect(takeFaults()).toEqual([])
    await close()
  })

  it('verifies a publisher, and the store says so', async () => {
    const { page, takeFaults, close } = await openWindow(browser, marketplace.url)
    await signInAs(page, ADMIN)
    await page.goto('/admin/publishers')
    await page.getByLabel('Search publishers').fill('acme')
    await page.getByRole('button', { name: 'Verify… Acme Labs' }).click()
    await page.getByLabel('Reason').fill('Its domain names this account')
    await page.getByRole('button', { name: 'Verify', exact: true }).click()
    await page.getByText('Acme Labs is verified').waitFor()
    await page.goto('/publishers/acme-labs')
    await page.getByRole('img', { name: 'verified' }).first().waitFor()
    await shoot(page, 'publisher-verified')
    expect(takeFaults()).toEqual([])
    await close()
  })

  it.each(VIEWS)('is accessible to the publisher in %s', PATIENT, async (name, view) => {
    const { page, takeFaults, close } = await openWindow(browser, marketplace.url, view)
    await signInAs(page, publisher.account)
    await visit(page, '/studio/acme-labs/ratings?show=all', `studio-ratings-${name}`)
    expect(takeFaults()).toEqual([])
    await close()
  })

  it.each(VIEWS)('is accessible to admins in %s', PATIENT, async (name, view) => {
    const { items } = await publisher.api.ratings.list('letter-counter', { stars: 2 })
    await publisher.api.ratings.report(items[0]!.id, 'It says nothing about what it does')
    const { page, takeFaults, close } = await openWindow(browser, marketplace.url, view)
    await signInAs(page, ADMIN)
    for (const part of ['ratings', 'front', 'publishers']) await visit(page, `/admin/${part}`, `admin-${part}-${name}`)
    await visit(page, '/account/outbox', `account-outbox-${name}`)
    expect(takeFaults()).toEqual([])
    await close()
  })
})

async function visit(page: Page, path: string, name: string): Promise<void> {
  await page.goto(path)
  await settle(page)
  await shoot(page, name)
  expect(await violations(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
}
