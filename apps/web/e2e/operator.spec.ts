import { execFile } from 'node:child_process'
import { mkdtemp, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openWindow, settle, shoot, signInAs, type Window } from './browser.ts'
import type { Account } from './people.ts'
import { startServer, type ServerProcess } from './server-process.ts'
import { skipAfterFailure } from './steps.ts'

const ROOT = join(import.meta.dirname, '../../..')
/** For a step in which a server starts. */
const STARTS_MS = 240_000
const run = promisify(execFile)

/** The fourth person: the one who runs a server, from its first start to its return from a backup. */
describe('the one who runs it', () => {
  skipAfterFailure()
  let folder: string
  let server: ServerProcess
  let browser: Browser
  let window: Window
  let admin: Account

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'grantry-operator-'))
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const start = (dataDir: string) => startServer({ dataDir: join(folder, dataDir) })
  const get = (path: string) => fetch(`${server.url}${path}`)

  async function look(): Promise<void> {
    await window?.close()
    window = await openWindow(browser, server.url)
    await signInAs(window.page, admin)
  }

  it('types npm start, and reads where the store is and how to sign in', { timeout: STARTS_MS }, async () => {
    server = await startServer({ dataDir: join(folder, 'data'), command: ['npm', 'start'], patienceMs: 220_000 })
    const said = server.output()
    const [, email = '', password = ''] = /Admin +(\S+)\s+Password +(\S+)/.exec(said) ?? []
    admin = { email, password, name: 'Administrator' }
    await expect.poll(() => server.output()).toContain(`${server.url}/`)
    expect(password).not.toBe('')
  })

  it('signs in with that password, and sets another one', async () => {
    await look()
    const { page } = window
    await page.goto('/account/security')
    await page.getByLabel('Present password').fill(admin.password)
    await page.getByLabel('New password').fill('a password of my own')
    await page.getByRole('button', { name: 'Change the password' }).click()
    await page.getByText('Your password is changed').waitFor()
    admin = { ...admin, password: 'a password of my own' }
  })

  it('has programs watch it', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' })
    expect(await (await get('/readyz')).json()).toEqual({ status: 'ready' })
    expect(await (await get('/metrics')).text()).toMatch(/^grantry_http_request_seconds_count\{/m)
  })

  it('looks at it on a page of its own', async () => {
    const { page } = window
    await page.goto('/')
    await page.getByRole('button', { name: /account of/ }).click()
    await page.getByRole('menuitem', { name: 'This server' }).click()
    await page.getByRole('heading', { level: 1, name: 'This server' }).waitFor()
    await page.getByRole('list', { name: 'Servers' }).getByText('this one').waitFor()
    await settle(page)
    await shoot(page, 'operator-server')
    await page.getByRole('link', { name: 'All mails' }).click()
    await page.getByText('No mail server is set').waitFor()
  })

  it('sees a second server on the same database, and that it is gone', { timeout: STARTS_MS }, async () => {
    const socket = await readlink(join(folder, 'data/postgres-socket'))
    const second = await startServer({
      dataDir: join(folder, 'second'),
      environment: { DATABASE_URL: `postgresql://grantry@localhost:5432/grantry?host=${socket}&sslmode=disable` },
    })
    const { page } = window
    await page.goto('/admin/server')
    const servers = page.getByRole('list', { name: 'Servers' }).getByRole('listitem')
    await expect.poll(() => servers.count()).toBe(2)
    await expect.poll(() => servers.getByText('Alive').count()).toBe(2)
    await second.stop()
    await expect.poll(() => servers.getByText('Gone').count(), { timeout: 60_000 }).toBe(1)
  })

  it('finds everything again after a restart', { timeout: STARTS_MS }, async () => {
    const { page } = window
    await page.goto('/workspaces')
    await page.getByRole('button', { name: 'New workspace' }).click()
    await page.getByLabel('Name').fill('Household')
    await page.getByRole('button', { name: 'Make the workspace' }).click()
    await page.getByRole('heading', { level: 1, name: 'Household' }).waitFor()
    await server.stop()
    server = await start('data')
    expect(server.output()).not.toMatch(/^ +Password/m)
    await look()
    await window.page.goto('/workspaces/household')
    await window.page.getByRole('heading', { level: 1, name: 'Household' }).waitFor()
  })

  it('keeps a backup, and comes back from it, as the guide says', { timeout: STARTS_MS }, async () => {
    const guide = await readFile(join(ROOT, 'docs/guides/operate.md'), 'utf8')
    const [keep, restore] = commandsUnder(guide, '## Backing up')
    const inFolder = (command: string | undefined, dataDir: string) =>
      run('sh', ['-ec', command ?? 'false'], {
        cwd: folder,
        env: { PATH: process.env['PATH'], GRANTRY_DATA_DIR: join(folder, dataDir) },
      })
    await server.stop()
    await inFolder(keep, 'data')
    await inFolder(restore, 'restored')
    server = await start('restored')
    await look()
    await window.page.goto('/workspaces/household')
    await window.page.getByRole('heading', { level: 1, name: 'Household' }).waitFor()
    await window.page.goto('/extensions/wordstats')
    await settle(window.page)
    await window.page.getByRole('heading', { name: 'Word statistics', level: 1 }).waitFor()
  })

  it('saw no fault on the way', () => {
    expect(window.takeFaults()).toEqual([])
  })
})

/** The blocks of commands in a part of a guide, one after the other. */
function commandsUnder(guide: string, heading: string): string[] {
  const part = guide.split(/^(?=## )/m).find((text) => text.startsWith(`${heading}\n`)) ?? ''
  return [...part.matchAll(/^```sh\n(.*?)^```/gms)].map(([, commands = '']) => commands)
}
