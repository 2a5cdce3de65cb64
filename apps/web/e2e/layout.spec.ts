import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESKTOP, launchBrowser, openWindow, PHONE, settle, signInAs, viewName } from './browser.ts'
import { furnish, type Furnished } from './furnished.ts'
import { startMarketplace, type Marketplace } from './marketplace.ts'

/** What the web calls good is 0.1. */
const MOST_SHIFT = 0.02

/** Pages hold still while they arrive, and for those who do not want things to move. */
describe('the layout', () => {
  let marketplace: Marketplace
  let story: Furnished
  let browser: Browser

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'stocked' })
    story = await furnish(marketplace.url)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await marketplace?.stop()
  })

  const pages = [
    ['home', () => '/'],
    ['search', () => '/search?q=word'],
    ['an extension', () => '/extensions/wordstats'],
    ['its ratings', () => '/extensions/wordstats?tab=ratings'],
    ['a consent', () => '/extensions/letter-counter/install'],
    ['an install', () => `/workspaces/household/installs/${story.install}`],
    ['its permissions', () => `/workspaces/household/installs/${story.install}/permissions`],
    ['a workspace', () => '/workspaces/household'],
    ['the studio', () => '/studio/acme-labs'],
  ] as const

  describe.each([DESKTOP, PHONE].map((view) => [viewName(view), view] as const))('in %s', (_, view) => {
    it.each(pages)('of %s holds still while it arrives', async (_, path) => {
      const { page, close } = await openWindow(browser, marketplace.url, view)
      await signInAs(page, story.person.account)
      await watchShifts(page)
      await page.goto(path())
      await settle(page)
      // A shift counts once it was painted.
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
      const shifts = await page.evaluate(() => window.shifts)
      expect(total(shifts), JSON.stringify(shifts)).toBeLessThanOrEqual(MOST_SHIFT)
      await close()
    })
  })

  it('scrolls a dialog as a whole where there is no room for its middle', async () => {
    const { page, close } = await openWindow(browser, marketplace.url)
    await signInAs(page, story.person.account)
    await page.setViewportSize({ width: 320, height: 256 }) // 1280 by 1024 at 400 %
    await page.goto('/extensions/letter-counter/install')
    await settle(page)
    const dialog = page.getByRole('dialog')
    const hidden = await dialog.locator('[data-dialog-body]').evaluate((body) => body.scrollHeight - body.clientHeight)
    expect(hidden).toBe(0)
    const name = dialog.getByRole('heading').first()
    await expect.poll(() => name.isVisible()).toBe(true)
    await dialog.hover()
    await page.mouse.wheel(0, 10_000)
    const bottom = () =>
      dialog
        .getByRole('button')
        .last()
        .evaluate((button) => button.getBoundingClientRect().bottom <= innerHeight)
    await expect.poll(bottom).toBe(true)
    await close()
  })

  it.each(['reduce', 'no-preference'] as const)('moves as %s wishes', async (reducedMotion) => {
    const context = await browser.newContext({ baseURL: marketplace.url, reducedMotion })
    const page = await context.newPage()
    await page.goto('/extensions/wordstats')
    await settle(page)
    const moving = await page.evaluate(
      () =>
        [...document.querySelectorAll<HTMLElement>('*')].filter((element) => {
          const { animationDuration, transitionDuration, animationName } = getComputedStyle(element)
          const seconds = (list: string) => Math.max(...list.split(',').map((text) => Number.parseFloat(text)))
          return seconds(transitionDuration) > 0.01 || (animationName !== 'none' && seconds(animationDuration) > 0.01)
        }).length,
    )
    expect(moving > 0).toBe(reducedMotion === 'no-preference')
    await context.close()
  })
})

interface Shift {
  value: number
  /** What moved, as far as it is still there. */
  what: string[]
}

declare global {
  interface Window {
    shifts: Shift[]
  }
}

/** Notes every shift of the layout that nobody caused, from the next navigation on. */
const watchShifts = (page: Page) =>
  page.addInitScript(() => {
    window.shifts = []
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number
        hadRecentInput: boolean
        sources: { node: Node | null }[]
      })[])
        if (!entry.hadRecentInput)
          window.shifts.push({
            value: entry.value,
            what: entry.sources.map(({ node }) => (node instanceof Element ? node.outerHTML.slice(0, 120) : 'gone')),
          })
    }).observe({ type: 'layout-shift', buffered: true })
  })

const total = (shifts: readonly Shift[]): number => shifts.reduce((sum, { value }) => sum + value, 0)
