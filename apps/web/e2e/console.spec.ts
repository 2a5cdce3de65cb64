import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openWindow, shoot, signInAs, type Window } from './browser.ts'
import { furnish } from './furnished.ts'
import { startMarketplace, type Marketplace } from './marketplace.ts'
import { skipAfterFailure } from './steps.ts'

/** Operations by hand: forms made from JSON Schemas, answers, limits. */
describe('the console of a workspace', () => {
  skipAfterFailure()
  let marketplace: Marketplace
  let browser: Browser
  let person: Window

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'stocked' })
    const story = await furnish(marketplace.url)
    browser = await launchBrowser()
    person = await openWindow(browser, marketplace.url)
    await signInAs(person.page, story.person.account)
    await person.page.goto('/workspaces/household/console')
  })
  afterAll(async () => {
    await browser?.close()
    await marketplace?.stop()
  })

  const open = async (name: string): Promise<Locator> => {
    await person.page.getByRole('navigation', { name: 'Operations' }).getByRole('link', { name }).click()
    return person.page.getByRole('region', { name, exact: true })
  }

  it('lists what the platform and each install offer', async () => {
    const list = person.page.getByRole('navigation', { name: 'Operations' })
    await list.getByRole('heading', { name: 'Platform' }).waitFor()
    await list.getByRole('heading', { name: 'wordstats' }).waitFor()
    expect(await list.getByRole('link').count()).toBeGreaterThan(8)
  })

  it('makes a form of an operation, with the default of a choice', async () => {
    const greet = await open('Greet somebody')
    expect(await greet.getByLabel('Language').locator('option:checked').textContent()).toBe('en')
    await greet.getByLabel('Name').fill('Ada')
    await greet.getByLabel('Language').selectOption({ label: 'fr' })
    await greet.getByRole('button', { name: 'Run query' }).click()
    await greet.getByRole('region', { name: 'Answer' }).getByText('Bonjour').waitFor()
  })

  it('keeps the chosen operation in the address', async () => {
    const { page } = person
    await page.reload()
    await page.getByRole('region', { name: 'Greet somebody', exact: true }).waitFor()
    expect(new URL(page.url()).searchParams.get('operation')).toBe('query:hello:greet.v1')
  })

  it('lets the same input be written as JSON, and says while it is none', async () => {
    const greet = await open('Greet somebody')
    await greet.getByLabel('Name').fill('Grace')
    await greet.getByRole('button', { name: 'Fill in as JSON' }).click()
    expect(JSON.parse(await greet.getByLabel('Input').inputValue())).toEqual({ name: 'Grace', language: 'en' })
    await greet.getByLabel('Input').fill('{"name": ')
    await greet.getByText('This is not JSON yet').waitFor()
    await greet.getByRole('button', { name: 'Run query' }).click()
    await greet.getByRole('button', { name: 'Fill in as a form' }).click()
    expect(await greet.getByLabel('Input').inputValue()).toBe('{"name": ')
    expect(await greet.getByLabel('Input').evaluate((field) => field === document.activeElement)).toBe(true)
    expect(await greet.getByRole('region', { name: 'Answer' }).count()).toBe(0)
    await greet.getByLabel('Input').fill('{"name": "Grace", "language": "de"}')
    await greet.getByRole('button', { name: 'Fill in as a form' }).click()
    expect(await greet.getByLabel('Language').locator('option:checked').textContent()).toBe('de')
  })

  it('names the limit that stopped a call', async () => {
    const fibonacci = await open('Fibonacci, the slow way')
    await fibonacci.getByRole('spinbutton').fill('60')
    await fibonacci.getByRole('button', { name: 'Run query' }).click()
    await fibonacci.getByText(/^fuel_exhausted ·/).waitFor({ timeout: 40_000 })
    await shoot(person.page, 'console-limit')
    expect(person.takeFaults()).toEqual([expect.stringContaining('422')])
  })

  it('remembers the calls of an operation, and takes the input of one up again', async () => {
    const greet = await open('Greet somebody')
    await greet.getByLabel('Name').fill('Ada')
    await greet.getByRole('button', { name: 'Run query' }).click()
    await greet.getByLabel('Name').fill('Grace')
    const calls = greet.getByRole('region', { name: 'Last calls' })
    await calls.getByText('Answered').click()
    await calls.getByRole('region', { name: 'What it answered' }).getByText('Ada').waitFor()
    await calls.getByRole('button', { name: 'Use this input again' }).click()
    expect(await greet.getByLabel('Name').inputValue()).toBe('Ada')
  })

  it('calls the platform as well, which uses no fuel', async () => {
    const search = await open('Search entries')
    await search.getByRole('textbox').first().fill('today')
    await search.getByRole('button', { name: 'Run query' }).click()
    await search.getByRole('region', { name: 'Answer' }).getByText('/notes/today.md').waitFor()
    await search.getByText('A platform operation uses no fuel.').waitFor()
  })

  it('saw no fault on the way', () => {
    expect(person.takeFaults()).toEqual([])
  })
})
