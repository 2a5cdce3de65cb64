import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import type { Account } from './people.ts'

const SCREENSHOTS = join(import.meta.dirname, 'screenshots')

export interface View {
  theme: 'light' | 'dark'
  width: number
}
export const DESKTOP: View = { theme: 'light', width: 1280 }
export const PHONE: View = { theme: 'dark', width: 360 }
export const VIEWS: readonly View[] = [DESKTOP, { theme: 'dark', width: 1280 }, { theme: 'light', width: 360 }, PHONE]
export const viewName = ({ theme, width }: View): string => `${theme}-${width}`

/** A window on the store, and everything that went wrong in it without being asked for. */
export interface Window {
  page: Page
  /** Errors and warnings of the console, uncaught exceptions, requests to foreign hosts; forgotten once taken. */
  takeFaults(): string[]
  close(): Promise<void>
}

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    // Shown as people see them: the layout keeps room for the scroll bar.
    ignoreDefaultArgs: ['--hide-scrollbars'],
  })

export async function openWindow(browser: Browser, url: string, view: View = DESKTOP): Promise<Window> {
  const context = await browser.newContext({
    baseURL: url,
    colorScheme: view.theme,
    reducedMotion: 'reduce',
    viewport: { width: view.width, height: view.width < 500 ? 780 : 860 },
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  let faults: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`))
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== url && !request.url().startsWith('blob:'))
      faults.push(`foreign: ${request.url()}`)
  })
  const takeFaults = () => {
    const taken = faults
    faults = []
    return taken
  }
  return { page, takeFaults, close: () => context.close() }
}

export async function signInAs(page: Page, { email, password }: Account): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => url.pathname === '/')
}

/** Waits until a page has its data, its pictures and its font: it has a heading, and nothing stands in for anything. */
export async function settle(page: Page): Promise<void> {
  // By element: while a dialog is open, the page behind it has no roles.
  await page.locator('main h1').waitFor()
  await page.waitForFunction(() => document.querySelector('[data-placeholder]') === null)
  await page.waitForFunction(() => [...document.images].every((image) => image.complete || image.loading === 'lazy'))
  await page.evaluate(() => document.fonts.ready)
}

export async function shoot(page: Page, name: string): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true })
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) })
}
