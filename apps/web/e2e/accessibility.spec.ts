import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESKTOP, launchBrowser, openWindow, PHONE, settle, shoot, signInAs, type Window } from './browser.ts'
import { furnishFully, type FullyFurnished } from './furnished.ts'
import { ADMIN, startMarketplace, type Marketplace } from './marketplace.ts'
import { STOPS, type Visitor } from './pages.ts'
import { everyRoute, kindOf, linkedPaths, shownRoute, tabsOf, unknownPaths } from './route-coverage.ts'
import { violations, violationsOfColour } from './violations.ts'

let marketplace: Marketplace
let story: FullyFurnished
let browser: Browser

beforeAll(async () => {
  marketplace = await startMarketplace({ shelves: 'stocked' })
  story = await furnishFully(marketplace.url)
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await marketplace?.stop()
})

describe.each([DESKTOP, PHONE])('at $width pixels', (view) => {
  const windows = new Map<Visitor, Window>()
  const shown = new Set<string>()
  const tabs = new Set<string>()
  const linked = new Set<string>()

  beforeAll(async () => {
    for (const who of ['visitor', 'person', 'admin'] as const) {
      const window = await openWindow(browser, marketplace.url, view)
      if (who === 'person') await signInAs(window.page, story.person.account)
      if (who === 'admin') await signInAs(window.page, ADMIN)
      windows.set(who, window)
    }
  })
  afterAll(async () => {
    await Promise.all([...windows.values()].map((window) => window.close()))
  })

  it.each(STOPS)('$name is accessible in light and dark, fits and is quiet', async (stop) => {
    const window = windows.get(stop.who)
    if (window === undefined) throw new Error(`Nobody looks as ${stop.who}`)
    const { page, takeFaults } = window
    await page.emulateMedia({ colorScheme: 'light' })
    await page.goto(stop.path(story))
    await settle(page)
    shown.add(await shownRoute(page))
    for (const tab of await tabsOf(page)) tabs.add(tab)
    for (const path of await linkedPaths(page)) linked.add(path)
    await stop.open?.(page)
    await settleMotion(page)
    await shoot(page, `${stop.name}-light-${view.width}`)
    expect(await violations(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    await turnDark(page)
    await shoot(page, `${stop.name}-dark-${view.width}`)
    expect(await violationsOfColour(page)).toEqual([])
    await leaveDialog(page, stop.open === undefined ? 'main h1' : 'main button')
    expect(takeFaults().filter((fault) => !stop.faults?.some((known) => fault.includes(known)))).toEqual([])
  })

  it('was at every route and at every tab, and no link leads nowhere', async () => {
    const { page } = windows.get('admin')!
    const routes = await everyRoute(page)
    expect(routes.filter((route) => !shown.has(route))).toEqual([])
    const stops = new Set(STOPS.map((stop) => kindOf(stop.path(story))))
    expect([...tabs].filter((tab) => !stops.has(tab))).toEqual([])
    expect(await unknownPaths(page, [...linked])).toEqual([])
  })
})

/** As when the system turns dark at night: the page stays as it is, in other colours. */
async function turnDark(page: Page): Promise<void> {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const light = await ground()
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(ground).not.toBe(light)
  await settleMotion(page)
}

/** Escape closes a dialog, and the focus goes to what opened it: to the page's heading where an address did. */
async function leaveDialog(page: Page, opener: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  if (!(await dialog.isVisible())) return
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  await expect.poll(() => page.evaluate((by) => document.activeElement?.matches(by), opener)).toBe(true)
}

/** Pixels by which the page is wider than its window. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth))

const settleMotion = (page: Page) =>
  page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)))
