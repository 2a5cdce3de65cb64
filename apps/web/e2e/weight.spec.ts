import { gzipSync } from 'node:zlib'
import { expect, it, onTestFinished } from 'vitest'
import { launchBrowser, openWindow, settle } from './browser.ts'
import { startMarketplace } from './marketplace.ts'

const FIRST_LOAD_BYTES = 130_000

it('loads the store with at most 130 kB of JavaScript (gzip)', async () => {
  const marketplace = await startMarketplace({ shelves: 'stocked' })
  onTestFinished(() => marketplace.stop())
  const browser = await launchBrowser()
  onTestFinished(() => browser.close())
  const { page } = await openWindow(browser, marketplace.url)
  const scripts: Promise<Buffer>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.body())
  })
  await page.goto('/')
  await settle(page)
  const sizes = (await Promise.all(scripts)).map((body) => gzipSync(body, { level: 9 }).byteLength)
  expect(sizes.length).toBeGreaterThan(2)
  expect(sizes.reduce((total, size) => total + size, 0)).toBeLessThanOrEqual(FIRST_LOAD_BYTES)
}, 120_000)
