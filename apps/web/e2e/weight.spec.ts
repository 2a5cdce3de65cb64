import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { launchBrowser, openWindow, settle } from './browser.ts'
import { startMarketplace, type Marketplace } from './marketplace.ts'

const ALL_BYTES = 130_000
/** The one file that every page needs. */
const FIRST_SCRIPT = /^index-/
/** What a page adds to that by itself; what one of its dialogs needs is many times this. */
const OWN_BYTES = {
  '/': 5_000,
  '/search': 7_500,
  '/extensions/wordstats': 9_000,
  '/publishers/grantry': 9_000,
}

interface Script {
  name: string
  /** Compressed by gzip. */
  bytes: number
}

/** What pages of the store load before anybody does something on them. */
describe('the scripts of a page of the store', () => {
  let marketplace: Marketplace
  let browser: Browser

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'stocked' })
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await marketplace.stop()
  })

  async function scriptsOf(path: string): Promise<Script[]> {
    const { page, close } = await openWindow(browser, marketplace.url)
    onTestFinished(close)
    const scripts: Promise<Script>[] = []
    page.on('response', (response) => {
      if (response.request().resourceType() !== 'script') return
      const name = new URL(response.url()).pathname.replace('/assets/', '')
      scripts.push(response.body().then((body) => ({ name, bytes: gzipSync(body, { level: 9 }).byteLength })))
    })
    await page.goto(path, { waitUntil: 'networkidle' })
    await settle(page)
    return Promise.all(scripts)
  }

  it.each(Object.entries(OWN_BYTES))('are few where nobody has asked for more: %s', async (path, ownBytes) => {
    const scripts = await scriptsOf(path)
    const own = scripts.filter(({ name }) => !FIRST_SCRIPT.test(name))
    expect(own.length).toBeGreaterThan(0)
    expect(own.length).toBe(scripts.length - 1)
    expect(bytesOf(scripts), listOf(scripts)).toBeLessThanOrEqual(ALL_BYTES)
    expect(bytesOf(own), listOf(own)).toBeLessThanOrEqual(ownBytes)
  })
})

it('the first script is compiled beside the page where the engine knows how', async () => {
  const dist = join(import.meta.dirname, '../dist')
  const document = await readFile(join(dist, 'index.html'), 'utf8')
  const first = /src="\/(assets\/index-[^"]*\.js)"/.exec(document)?.[1]
  expect(await readFile(join(dist, first ?? 'none'), 'utf8')).toMatch(/^\/\/# allFunctionsCalledOnLoad\n/)
})

const bytesOf = (scripts: readonly Script[]): number => scripts.reduce((total, { bytes }) => total + bytes, 0)

/** The heaviest first, for whoever has to find out where it comes from. */
const listOf = (scripts: readonly Script[]): string =>
  scripts
    .toSorted((a, b) => b.bytes - a.bytes)
    .map(({ name, bytes }) => `${bytes} bytes in ${name}`)
    .join('\n')
