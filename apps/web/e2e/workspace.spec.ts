import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openWindow, settle, shoot, signInAs, VIEWS, viewName, type Window } from './browser.ts'
import { furnish, type Furnished } from './furnished.ts'
import { startMarketplace, type Marketplace } from './marketplace.ts'
import { skipAfterFailure } from './steps.ts'

/** What somebody who runs a workspace looks at: how its installs fare, and what they say. */
describe('a workspace', () => {
  skipAfterFailure()
  let marketplace: Marketplace
  let story: Furnished
  let browser: Browser
  let person: Window

  beforeAll(async () => {
    marketplace = await startMarketplace({ shelves: 'stocked' })
    story = await furnish(marketplace.url)
    browser = await launchBrowser()
    person = await openWindow(browser, marketplace.url)
    await signInAs(person.page, story.person.account)
  })
  afterAll(async () => {
    await browser?.close()
    await marketplace?.stop()
  })

  const count = () => story.person.api.operations.call('household', 'wordstats:count', { path: '/notes/today.md' })

  it('takes files of this computer, names those that it cannot take, and gives them back', async () => {
    const { page } = person
    await page.goto('/workspaces/household/files')
    await settle(page)
    const bytes = Buffer.from([0xff, 0x00, 0xfe, 0x01])
    await page.getByLabel('Upload files').setInputFiles([
      { name: 'seal.bin', mimeType: 'application/octet-stream', buffer: bytes },
      { name: 'readme.txt', mimeType: 'text/plain', buffer: Buffer.from('Another') },
    ])
    await page.getByText('1 file uploaded').waitFor()
    await page.getByText('There is an entry at /readme.txt already').waitFor()
    await shoot(page, 'workspace-upload')
    await page.getByRole('button', { name: 'seal.bin' }).click()
    await page.getByText('It is no text').waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('seal.bin')
    expect(await readFile(await download.path())).toEqual(bytes)
    await page.keyboard.press('Escape')
    // The server says no to what it cannot take, and the browser notes that.
    person.takeFaults()
  })

  it('shows how far files have come, and leaves those that stand behind the one on its way', async () => {
    const { page, takeFaults } = person
    await page.goto('/workspaces/household/files')
    await settle(page)
    const held = Promise.withResolvers<void>()
    await page.route(/\/operations\/.*entries\.create/, async (route) => {
      await held.promise
      await route.continue()
    })
    await page.getByLabel('Upload files').setInputFiles(
      ['one', 'two', 'three'].map((name) => ({
        name: `${name}.txt`,
        mimeType: 'text/plain',
        buffer: Buffer.from(name.repeat(1_000)),
      })),
    )
    const progress = page.getByRole('progressbar', { name: 'Uploading one.txt' })
    await progress.waitFor()
    expect(await progress.getAttribute('aria-valuetext')).toMatch(/^0 .* of 10\.7 /)
    await page.getByRole('button', { name: 'Stop after this file' }).click()
    await shoot(page, 'workspace-upload-under-way')
    held.resolve()
    await page.getByText('1 file uploaded').waitFor()
    await progress.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'one.txt' }).waitFor()
    expect(await page.getByRole('button', { name: 'two.txt' }).count()).toBe(0)
    await page.unrouteAll()
    expect(takeFaults()).toEqual([])
  })

  it('offers nothing to a viewer that only members may do, and says so', async () => {
    const { page, takeFaults, close } = await openWindow(browser, marketplace.url)
    await signInAs(page, story.other.account)
    await page.goto('/workspaces/household/files')
    await page.getByText('You are a viewer here: you open files, members add them.').waitFor()
    expect(await page.getByRole('button', { name: 'New text file' }).count()).toBe(0)
    expect(await page.getByLabel('Upload files').count()).toBe(0)
    await shoot(page, 'workspace-files-viewer')
    await page.getByRole('button', { name: 'readme.txt' }).click()
    await page.getByText('Read me first.').waitFor()
    expect(takeFaults()).toEqual([])
    await close()
  })

  it('lets a viewer run queries, and says who runs the rest', async () => {
    const { page, takeFaults, close } = await openWindow(browser, marketplace.url)
    await signInAs(page, story.other.account)
    await page.goto(`/workspaces/household/installs/${story.install}/operations`)
    await page.getByRole('button', { name: 'Run query' }).waitFor()
    await page.getByRole('link', { name: /Action$/ }).click()
    await page.getByText('You are a viewer here: you run queries, members run actions.').waitFor()
    expect(await page.getByRole('button', { name: /^Run/ }).count()).toBe(0)
    await shoot(page, 'operations-viewer')
    expect(takeFaults()).toEqual([])
    await close()
  })

  it('is in every tab of a browser that of whoever signed in last', async () => {
    const { page, close } = await openWindow(browser, marketplace.url)
    await signInAs(page, story.other.account)
    await page.goto('/workspaces/household/files')
    await page.getByText('You are a viewer here').waitFor()
    const secondTab = await page.context().newPage()
    await secondTab.goto('/account')
    await secondTab.getByRole('main').getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('E-mail').waitFor()
    await signInAs(secondTab, story.person.account)
    await page.getByRole('button', { name: 'New text file' }).waitFor()
    await close()
  })

  it('shows who is no admin how an install stands, and offers no decision about it', async () => {
    const { page, takeFaults, close } = await openWindow(browser, marketplace.url)
    await signInAs(page, story.other.account)
    await page.goto(`/workspaces/household/installs/${story.install}/permissions`)
    await page.getByText('Admins of the workspace decide what it may do.').waitFor()
    await page.getByText('Granted', { exact: true }).first().waitFor()
    expect(await page.getByRole('switch').count()).toBe(0)
    expect(await page.getByRole('button', { name: /reach|Renew|Take it back|Uninstall/ }).count()).toBe(0)
    await shoot(page, 'install-permissions-viewer')
    expect(takeFaults()).toEqual([])
    await close()
  })

  it('tells of each install what it did lately', async () => {
    const { page } = person
    await page.goto('/workspaces/household')
    const row = page.getByRole('listitem').filter({ hasText: 'Word' })
    await row.getByText(/^\d+ calls/).waitFor()
    await row.getByRole('img', { name: 'Calls over the last day' }).waitFor()
    await shoot(page, 'workspace-installs')
  })

  it('shows how near an install came to its limits, over the time that the address names', async () => {
    const { page } = person
    await page.goto(`/workspaces/household/installs/${story.install}`)
    await page.getByRole('img', { name: /^Fuel of a call over time, at most .* allowed$/ }).waitFor()
    expect(await page.getByRole('meter', { name: 'Memory, the most' }).getAttribute('aria-valuenow')).not.toBe('0')
    await page.getByLabel('Time shown').selectOption({ label: 'The last hour' })
    await page.waitForURL(/span=hour/)
    await page.getByText(/^As a table \(\d+ parts? with calls\)/).click()
    await page.getByRole('columnheader', { name: 'Busiest minute' }).waitFor()
    await page.reload()
    expect(await page.getByLabel('Time shown').inputValue()).toBe('hour')
  })

  it('shows new lines of a log as they are written, until it is paused, and then those that were missed', async () => {
    const { page } = person
    await page.goto(`/workspaces/household/installs/${story.install}/log`)
    const lines = page.getByRole('list', { name: 'Log lines' }).getByRole('listitem')
    await page.getByText('Live', { exact: true }).waitFor()
    const before = await lines.count()
    await story.person.api.operations.call('household', 'wordstats:annotate', { path: '/notes/today.md' })
    await expect.poll(() => lines.count()).toBeGreaterThan(before)
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('Paused').waitFor()
    const paused = await lines.count()
    await story.person.api.operations.call('household', 'wordstats:annotate', { path: '/notes/today.md' })
    await count()
    expect(await lines.count()).toBe(paused)
    await page.getByRole('button', { name: 'Resume' }).click()
    await expect.poll(() => lines.count()).toBe(paused + (paused - before))
  })

  it('keeps what a log is narrowed to in its address', async () => {
    const { page } = person
    const lines = page.getByRole('list', { name: 'Log lines' }).getByRole('listitem')
    await page.getByLabel('Text in the lines').fill('PERMISSION_denied')
    await page.waitForURL(/q=PERMISSION_denied/)
    await expect.poll(() => lines.filter({ hasText: 'Not kept' }).count()).toBe(0)
    await page.getByLabel('Level').selectOption({ label: 'Errors' })
    await page.getByText('No such lines').waitFor()
    await page.getByLabel('Level').selectOption({ label: 'Everything' })
    await lines.first().hover()
    await lines.first().getByRole('button', { name: 'this call' }).click()
    await page.waitForURL(/call=/)
    await page.reload()
    await expect.poll(() => lines.count()).toBe(1)
    await page.getByRole('button', { name: 'One call' }).click()
    await expect.poll(() => lines.count()).toBeGreaterThan(1)
  })

  it('lets a call be copied for every way to make it', async () => {
    const { page } = person
    await page.goto('/workspaces/household/console?operation=query%3Ahello%3Agreet.v1')
    await page.getByRole('button', { name: 'Copy as code' }).click()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(`client.operations.call('household'`)
  })

  it('shows what it holds, and gives a copy of it', async () => {
    const { page } = person
    await page.goto('/workspaces/household/data')
    await page.getByRole('meter', { name: 'Room used' }).waitFor()
    await page.getByText('4 files').waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download', exact: true }).click()
    expect((await download).suggestedFilename()).toBe('household.jsonl')
    const lines = (await readFile(await (await download).path(), 'utf8')).trimEnd().split('\n')
    expect(JSON.parse(lines[0]!)).toMatchObject({ kind: 'export' })
    expect(lines.filter((line) => line.includes('"kind":"entry"'))).toHaveLength(4)
  })

  it('gets a token that opens it alone, which its owner sees and revokes', async () => {
    const { page } = person
    await page.goto('/account/tokens')
    await page.getByRole('button', { name: 'New token' }).click()
    const dialog = page.getByRole('dialog', { name: 'New token' })
    await dialog.getByLabel('Name').fill('Backup')
    expect(await dialog.getByLabel('Copy whole workspaces').isChecked()).toBe(false)
    await dialog.getByLabel('Opens').selectOption({ label: 'Only the workspace Household' })
    expect(await dialog.getByLabel('Publish versions').count()).toBe(0)
    await dialog.getByLabel('Copy whole workspaces').check()
    await dialog.getByRole('button', { name: 'Make the token' }).click()
    await page.getByText('Backup: copy it now').waitFor()
    await page.getByText('Only in Household').waitFor()
    await page.goto('/workspaces/household/members')
    const token = page.getByRole('listitem').filter({ hasText: 'Backup' })
    await token.getByText('export', { exact: true }).waitFor()
    await token.getByText('never used').waitFor()
    await shoot(page, 'workspace-tokens')
    await token.getByRole('button', { name: 'Revoke Backup' }).click()
    await page.getByRole('button', { name: 'Revoke the token' }).click()
    await page.getByText('Backup is revoked').waitFor()
    await page.getByText('No tokens', { exact: true }).waitFor()
  })

  it.each(VIEWS.map((view) => [viewName(view), view] as const))('looks right at %s', async (name, view) => {
    const window = await openWindow(browser, marketplace.url, view)
    await signInAs(window.page, story.person.account)
    for (const [part, path] of [
      ['installs', ''],
      ['limits', `/installs/${story.install}`],
      ['log', `/installs/${story.install}/log`],
      ['members', '/members'],
      ['data', '/data'],
    ] as const) {
      await window.page.goto(`/workspaces/household${path}`)
      await settle(window.page)
      await shoot(window.page, `workspace-${part}-${name}`)
      const width = await window.page.evaluate(() => document.documentElement.scrollWidth)
      expect(width, `${part} ${name}`).toBeLessThanOrEqual(view.width)
    }
    expect(window.takeFaults()).toEqual([])
    await window.close()
  })

  it('is left by a viewer who wants to, and shown to them no more', async () => {
    const { page, takeFaults, close } = await openWindow(browser, marketplace.url)
    await signInAs(page, story.other.account)
    await page.goto('/workspaces/household/members')
    await page.getByRole('button', { name: 'Leave' }).waitFor()
    expect(await page.getByRole('button', { name: /^(Add|Remove)/ }).count()).toBe(0)
    await shoot(page, 'workspace-members-viewer')
    await page.getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('dialog', { name: 'Leave Household?' }).getByRole('button', { name: 'Leave' }).click()
    await page.getByText('You have left Household').waitFor()
    await page.waitForURL((url) => url.pathname === '/workspaces')
    expect(await page.getByRole('link', { name: 'Household' }).count()).toBe(0)
    expect(takeFaults()).toEqual([])
    await close()
  })

  it('is deleted by who types its name, and is gone', async () => {
    const { page } = person
    await page.goto('/workspaces/household/data')
    await page.getByRole('button', { name: 'Delete the workspace…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete Household?' })
    expect(await dialog.getByRole('button', { name: 'Delete the workspace' }).isEnabled()).toBe(false)
    await dialog.getByRole('textbox').fill('Household')
    await shoot(page, 'workspace-delete')
    await dialog.getByRole('button', { name: 'Delete the workspace' }).click()
    await page.getByText('Household is deleted').waitFor()
    await page.waitForURL((url) => url.pathname === '/workspaces')
    await page.getByText('No workspace yet').waitFor()
    await page.goto('/workspaces/household')
    await page.getByRole('heading', { name: 'Nothing is behind this door' }).waitFor()
  })
})
