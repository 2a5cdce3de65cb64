import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it, onTestFinished } from 'vitest'
import { launchBrowser, openWindow, settle, signInAs } from './browser.ts'
import { furnish } from './furnished.ts'
import { startMarketplace } from './marketplace.ts'

const IMAGES = join(import.meta.dirname, '../../../docs/images')

/** Makes the pictures of the documentation anew: `UPDATE_PICTURES=1 npm run test:browser -- pictures`. */
it.runIf(process.env['UPDATE_PICTURES'])('makes the pictures of the documentation', async () => {
  await mkdir(IMAGES, { recursive: true })
  const marketplace = await startMarketplace({ shelves: 'stocked' })
  onTestFinished(() => marketplace.stop())
  const story = await furnish(marketplace.url)
  const browser = await launchBrowser()
  onTestFinished(() => browser.close())
  const { page, takeFaults } = await openWindow(browser, marketplace.url)
  await signInAs(page, story.person.account)
  await settle(page)
  await untilPicturesAreSeen(page)
  await page.screenshot({ path: join(IMAGES, 'store.png') })
  await page.goto('/extensions/letter-counter/install')
  await page.getByRole('dialog').waitFor()
  await settle(page)
  await page.screenshot({ path: join(IMAGES, 'consent.png') })
  expect(takeFaults()).toEqual([])
})

/** Those of a list are asked for when somebody comes near; of those in the window none may be missing. */
async function untilPicturesAreSeen(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.images].every((image) => image.complete || image.getBoundingClientRect().top > innerHeight),
  )
}
