import { expect, it, onTestFinished } from 'vitest'
import { launchBrowser, openWindow } from './browser.ts'
import { startMarketplace } from './marketplace.ts'

it('is chosen by a button, outlives a reload, and goes back to the preference of the system', async () => {
  const marketplace = await startMarketplace({ shelves: 'empty' })
  onTestFinished(() => marketplace.stop())
  const browser = await launchBrowser()
  onTestFinished(() => browser.close())
  const { page } = await openWindow(browser, marketplace.url)
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  await page.goto('/')
  const light = await ground()
  await page.getByRole('button', { name: 'Theme: as the system' }).click()
  await page.getByRole('button', { name: 'Theme: light' }).click()
  await page.getByRole('button', { name: 'Theme: dark' }).waitFor()
  const dark = await ground()
  expect(dark).not.toBe(light)
  await page.reload()
  expect(await ground()).toBe(dark)
  await page.getByRole('button', { name: 'Theme: dark' }).click()
  expect(await ground()).toBe(light)
})
