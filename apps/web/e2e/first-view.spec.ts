import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { launchBrowser, openWindow, settle, signInAs, type Window } from './browser.ts'
import { rate } from './furnished-later.ts'
import { startMarketplace, type Marketplace } from './marketplace.ts'
import { signUp } from './people.ts'

const PAGES = [
  ['/', 'and nothing else.', 'Word statistics'],
  ['/extensions/wordstats', 'Word statistics', 'It asks to'],
  ['/extensions/wordstats?tab=permissions', 'Word statistics', 'Everything else stays closed'],
  ['/extensions/wordstats?tab=versions', 'Word statistics', '1.0.0'],
  ['/extensions/wordstats?tab=ratings', 'Word statistics', 'Counts what I write'],
  ['/extensions/hello?tab=ratings', 'Hello', 'Nobody has rated it yet'],
  ['/extensions/wordstats/?utm_source=mail&utm_id=5', 'Word statistics', 'It asks to'],
  ['/extensions/wordstats?tab=nope', 'Word statistics', 'It asks to'],
  ['/search?q=123', 'Store', 'Nothing'],
  ['/search?category=examples', 'Examples extensions', 'Word statistics'],
  ['/publishers/grantry', 'Grantry', 'Word statistics'],
] as const

/** The server draws what a visitor sees first; the scripts take it over as it stands. */
describe('the first view of the store', () => {
  let marketplace: Marketplace
  let browser: Browser

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'stocked' })
    await rate(await signUp(marketplace.url, 'Grace Hopper'))
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await marketplace.stop()
  })

  const open = async (): Promise<Window> => {
    const window = await openWindow(browser, marketplace.url)
    onTestFinished(() => window.close())
    return window
  }

  it.each(PAGES)('can be read without a script: %s', async (path, heading, words) => {
    const context = await browser.newContext({ baseURL: marketplace.url, javaScriptEnabled: false })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    await page.goto(path)
    expect(await page.locator('main h1').innerText()).toContain(heading)
    expect(await page.locator('main').innerText()).toContain(words)
    expect(await page.getByRole('link', { name: 'Sign in' }).isVisible()).toBe(true)
    // The content security policy would leave both without effect.
    expect(await page.locator('#root [style], #root script').count()).toBe(0)
  })

  it.each(PAGES)('is taken over as it stands: %s', async (path) => {
    const { page, takeFaults } = await open()
    const release = await holdScripts(page)
    await page.goto(path, { waitUntil: 'commit' })
    await page.locator('footer').waitFor()
    const drawn = await contentOf(page)
    await page.evaluate(watch)
    release()
    await untilTakenOver(page)
    await settle(page)
    expect(await contentOf(page)).toEqual(drawn)
    expect(await page.evaluate(() => window.watched?.heading === document.querySelector('main h1'))).toBe(true)
    expect(await page.evaluate(() => window.watched?.shift)).toBeLessThan(0.01)
    expect(takeFaults()).toEqual([])
  })

  it('is written as the reader writes, where the reader is', async () => {
    const context = await browser.newContext({
      baseURL: marketplace.url,
      locale: 'de-DE',
      timezoneId: 'Pacific/Kiritimati',
    })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    const faults: string[] = []
    page.on('console', (message) => faults.push(message.text()))
    page.on('pageerror', (error) => faults.push(error.message))
    await page.goto('/publishers/grantry')
    expect(await page.evaluate(() => document.documentElement.dataset['locale'])).toBe('en-DE')
    await untilTakenOver(page)
    const instant = page.locator('time').first()
    const day = new Date((await instant.getAttribute('datetime')) ?? '')
    const there = day.toLocaleDateString('en-DE', { dateStyle: 'medium', timeZone: 'Pacific/Kiritimati' })
    await page.getByText(there).waitFor()
    expect(faults).toEqual([])
  })

  it('does what was asked of it before it could answer', async () => {
    const { page, takeFaults } = await open()
    const release = await holdScripts(page)
    await page.goto('/', { waitUntil: 'commit' })
    await page.locator('footer').waitFor()
    await page.getByRole('button', { name: 'Theme: as the system' }).click()
    const box = page.getByRole('combobox', { name: 'Search extensions' })
    await box.fill('word')
    release()
    await page.getByRole('button', { name: 'Theme: light' }).waitFor()
    await page.locator('datalist option[value="Word statistics"]').waitFor({ state: 'attached' })
    expect(await box.inputValue()).toBe('word')
    expect(takeFaults()).toEqual([])
  })

  it('filters by what was chosen before it could answer', async () => {
    const { page } = await open()
    const release = await holdScripts(page)
    await page.goto('/search', { waitUntil: 'commit' })
    await page.locator('footer').waitFor()
    await page.getByLabel('Publishers').selectOption('verified')
    release()
    await page.waitForURL(/publishers=verified/)
  })

  it('searches without a script', async () => {
    const context = await browser.newContext({ baseURL: marketplace.url, javaScriptEnabled: false })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    await page.goto('/')
    await page.getByRole('combobox', { name: 'Search extensions' }).fill('words')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/search\?q=words/)
    await page.getByRole('link', { name: 'Word statistics' }).waitFor()
  })

  it('does not ask somebody to sign in who has', async () => {
    const { page } = await open()
    await signInAs(page, (await signUp(marketplace.url, 'Ada Lovelace')).account)
    const release = await holdScripts(page)
    await page.goto('/', { waitUntil: 'commit' })
    await page.locator('footer').waitFor()
    await page.getByRole('link', { name: 'Sign in' }).waitFor({ state: 'hidden' })
    release()
    await page.getByRole('button', { name: 'Ada Lovelace' }).waitFor()
  })
})

declare global {
  interface Window {
    watched?: { heading: Element | null; shift: number }
  }
}

/** Remembers the heading that stands there now, and adds up whatever moves. */
function watch(): void {
  const watched = { heading: document.querySelector('main h1'), shift: 0 }
  window.watched = watched
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) watched.shift += (entry as PerformanceEntry & { value: number }).value
  }).observe({ type: 'layout-shift' })
}

/** The first script waits until it is let go. */
async function holdScripts(page: Page): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  await page.route(/\/assets\/index-[^/]*\.js$/, async (route) => {
    await promise
    await route.continue()
  })
  return resolve
}

const untilTakenOver = (page: Page) =>
  page.waitForFunction(() =>
    Object.keys(document.querySelector('main h1') ?? {}).some((key) => key.startsWith('__reactFiber')),
  )

/** Elements with their words and where they lead; the words of instants are the reader's own. */
const contentOf = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('#root *')]
      .filter((element) => !element.matches('time, link'))
      .map((element) => {
        const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)
        const words = own.map((node) => node.textContent).join('')
        return `${element.localName} ${element.getAttribute('class') ?? ''} ${element.getAttribute('href') ?? ''} ${words}`
      }),
  )
