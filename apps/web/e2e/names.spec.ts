import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changedArchive } from './archives.ts'
import { launchBrowser, openWindow, settle, signInAs, type Window } from './browser.ts'
import { ADMIN, startMarketplace, type Marketplace } from './marketplace.ts'
import { publishApproved, signIn, signUp, type Person } from './people.ts'

/** As long as names may be, without a place to break them. */
const LONG = { extension: 'W'.repeat(60), publisher: 'M'.repeat(60), workspace: 'W'.repeat(80), person: 'N'.repeat(80) }
const LONG_ID = 'y'.repeat(64)
const HEBREW = { name: 'מונה מילים', description: 'סופר מילים בקובץ טקסט!', rating: 'לא רע, אבל אפשר יותר!' }

/** What people call their things is shown whole, in its own direction, and moves nothing else away. */
describe('names of every kind', () => {
  let marketplace: Marketplace
  let browser: Browser
  let owner: Person
  let workspace: string
  let window: Window

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'empty' })
    const { url } = marketplace
    const admin = await signIn(url, ADMIN)
    owner = await signUp(url, 'Ada Lovelace')
    await owner.api.publishers.create({ slug: 'long-names', name: LONG.publisher })
    workspace = (await owner.api.workspaces.create({ name: LONG.workspace })).slug
    const extensions = [
      { id: LONG_ID, name: LONG.extension, description: 'd'.repeat(200) },
      { id: 'hebrew', name: HEBREW.name, description: HEBREW.description },
    ]
    for (const changes of extensions) {
      const archive = await changedArchive('wordstats', (manifest) => ({ ...manifest, ...changes }))
      await publishApproved(owner, 'long-names', archive.path, admin)
      await archive.dispose()
      await owner.api.installs.create(workspace, { extension: changes.id, grants: [{ permission: 'entries.read' }] })
    }
    await owner.api.entries.createText(workspace, { path: `/${'f'.repeat(150)}.txt`, text: 'hello' })
    await rate(url)
    browser = await launchBrowser()
    window = await openWindow(browser, url, { theme: 'light', width: 360 })
    await signInAs(window.page, owner.account)
  })
  afterAll(async () => {
    await browser?.close()
    await marketplace?.stop()
  })

  /** By somebody with a long name, who uses it and is a member of the workspace. */
  async function rate(url: string): Promise<void> {
    const reader = await signUp(url, 'Grace Hopper')
    await reader.api.account.update({ name: LONG.person })
    const { slug } = await reader.api.workspaces.create({ name: 'Own' })
    await reader.api.installs.create(slug, { extension: 'hebrew', grants: [{ permission: 'entries.read' }] })
    await reader.api.ratings.rate('hebrew', { stars: 4, text: HEBREW.rating })
    await owner.api.workspaces.addMember(workspace, { email: reader.account.email, role: 'viewer' })
  }

  it.each([
    ['home', () => '/'],
    ['search', () => '/search?q=words'],
    ['an extension', () => `/extensions/${LONG_ID}`],
    ['its permissions', () => `/extensions/${LONG_ID}?tab=permissions`],
    ['its versions', () => `/extensions/${LONG_ID}?tab=versions`],
    ['its consent', () => `/extensions/${LONG_ID}/install`],
    ['ratings', () => '/extensions/hebrew?tab=ratings'],
    ['a publisher', () => '/publishers/long-names'],
    ['workspaces', () => '/workspaces'],
    ['a workspace', () => `/workspaces/${workspace}`],
    ['its members', () => `/workspaces/${workspace}/members`],
    ['its files', () => `/workspaces/${workspace}/files`],
    ['the studio', () => '/studio'],
    ['a publisher in the studio', () => '/studio/long-names'],
    ['its ratings', () => '/studio/long-names/ratings'],
    ['an account', () => '/account'],
  ])('make no page wider than a phone: %s', async (_, path) => {
    const { page } = window
    await page.goto(path())
    await settle(page)
    const [content, view] = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement
      return [scrollWidth, clientWidth]
    })
    expect(content).toBeLessThanOrEqual(view)
  })

  it('have the direction of their script', async () => {
    const { page } = window
    await page.goto('/extensions/hebrew?tab=ratings')
    await settle(page)
    for (const text of [HEBREW.description, HEBREW.rating]) {
      const { first, last } = await page.getByText(text).first().evaluate(placesOfEnds)
      expect(last).toBeLessThan(first)
    }
  })
})

/** Where on the screen the first and the last character of a text stand, from the left. */
function placesOfEnds({ firstChild: text }: Element): { first: number; last: number } {
  if (!(text instanceof Text)) throw new Error('Not a text')
  const placeOf = (offset: number) => {
    const range = document.createRange()
    range.setStart(text, offset)
    range.setEnd(text, offset + 1)
    return range.getBoundingClientRect().left
  }
  return { first: placeOf(0), last: placeOf(text.length - 1) }
}
