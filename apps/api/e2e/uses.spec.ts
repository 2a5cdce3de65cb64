import type { InstallUses, PermissionUse } from '@grantry/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Proxy } from '../test/proxy.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { query } from '../test/stored.ts'
import { freshName } from '../test/stories.ts'

const GET = 'query:entries.get.v1'
const LIST = 'query:entries.list.v1'
const CREATE = 'action:entries.create.input.v1'
const PERMISSIONS = [
  { id: 'entries.read', scope: { paths: ['/notes/**'] } },
  { id: 'entries.write', scope: { paths: ['/notes/**'] } },
  { id: 'database', optional: true },
]

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const aProxy = (grants?: unknown[]) =>
  Proxy.install(server, { id: freshName('proxy'), permissions: PERMISSIONS }, grants)

const usesOf = async (proxy: Proxy): Promise<InstallUses> => (await proxy.story.person.get(`${proxy.base}/uses`)).body

async function useOf(proxy: Proxy, permission: string): Promise<PermissionUse> {
  const use = (await usesOf(proxy)).items.find((item) => item.permission === permission)
  if (use === undefined) throw new Error(`There is no ${permission}`)
  return use
}

const reading = (path: string) => ({ method: GET, payload: { path } })

describe('what an install did with a permission', () => {
  it('is told by what it touched, how often and when, and what it was refused', async () => {
    const proxy = await aProxy()
    for (const path of ['/notes/a.txt', '/notes/b.txt', '/secret.txt']) await proxy.file(path)
    await proxy.askAll(['/notes/b.txt', '/notes/b.txt', '/notes/a.txt', '/secret.txt'].map(reading))
    await proxy.ask(LIST, {})
    const use = await useOf(proxy, 'entries.read')
    expect(use).toMatchObject({ title: 'Read files', state: 'granted', unused: false, allowed: 4, denied: 1 })
    expect(use.targets).toMatchObject([
      { target: '/notes/b.txt', allowed: 2, denied: 0, sentence: 'Read /notes/b.txt 2 times' },
      { target: '/notes/a.txt', allowed: 1, denied: 0, sentence: 'Read /notes/a.txt once' },
      { target: '/secret.txt', allowed: 0, denied: 1 },
    ])
    expect(use.others).toEqual({ allowed: 1, denied: 0, sentence: 'Listed, searched or read files once' })
    expect(use.daily).toEqual([{ day: use.lastUsedAt?.slice(0, 10), allowed: 4, denied: 1 }])
    expect(Date.parse(use.firstUsedAt!)).toBeLessThanOrEqual(Date.parse(use.lastUsedAt!))
    expect(Date.parse(use.lastDeniedAt!)).toBeLessThanOrEqual(Date.parse(use.lastUsedAt!))
  })

  it('is nothing for what it was granted and never used', async () => {
    const proxy = await aProxy([{ permission: 'entries.read' }, { permission: 'entries.write' }])
    await proxy.ask(CREATE, { path: '/notes/a.txt', text: 'x' })
    const { since, items } = await usesOf(proxy)
    expect(since).toBe(proxy.story.install.installedAt)
    expect(items.map(({ permission, state, unused }) => [permission, state, unused])).toEqual([
      ['entries.read', 'granted', true],
      ['entries.write', 'granted', false],
      ['database', 'not_granted', false],
    ])
    expect(items[0]).toMatchObject({ firstUsedAt: null, lastUsedAt: null, targets: [], daily: [], others: null })
  })

  it('counts what was denied before anything could be looked at, and not as a use', async () => {
    const proxy = await aProxy([{ permission: 'entries.read' }, { permission: 'entries.write' }])
    await proxy.story.person.delete(`${proxy.base}/grants/entries.read`)
    await proxy.ask(GET, { path: '/notes/a.txt' })
    const use = await useOf(proxy, 'entries.read')
    expect(use).toMatchObject({ state: 'not_granted', allowed: 0, denied: 1, lastUsedAt: null, targets: [] })
    expect(use.lastDeniedAt).not.toBeNull()
    expect(use.others).toMatchObject({ denied: 1 })
  })

  it('begins with its first use, after however many refusals', async () => {
    const proxy = await aProxy()
    await proxy.ask(GET, { path: '/elsewhere' })
    await proxy.file('/notes/a.txt')
    await usesOf(proxy)
    await proxy.askAll([reading('/notes/a.txt'), reading('/notes/a.txt')])
    const { firstUsedAt } = await useOf(proxy, 'entries.read')
    expect(firstUsedAt).not.toBeNull()
    await proxy.ask(GET, { path: '/notes/a.txt' })
    expect((await useOf(proxy, 'entries.read')).firstUsedAt).toBe(firstUsedAt)
  })

  it('keeps the newest hundred things it touched, and the whole count', async () => {
    const proxy = await aProxy()
    const paths = Array.from({ length: 350 }, (_, index) => `/notes/${String(index).padStart(3, '0')}`)
    for (let begin = 0; begin < paths.length; begin += 50)
      await proxy.askAll(paths.slice(begin, begin + 50).map(reading))
    const use = await useOf(proxy, 'entries.read')
    expect(use.targets).toHaveLength(100)
    expect(use.targets.every(({ target }) => Number(target.slice(-3)) >= 250)).toBe(true)
    expect(use.allowed).toBe(350)
    expect(use.others).toMatchObject({ allowed: 250 })
    const kept = `SELECT count(*)::int AS count FROM permission_targets WHERE install_id = $1`
    const [row] = await query<{ count: number }>(server, kept, [proxy.story.install.id])
    expect(row?.count).toBeLessThanOrEqual(300)
  })

  it('is kept for everybody, however long a name somebody has touched', async () => {
    const [proxy, neighbour] = [await aProxy(), await aProxy()]
    // Of three bytes each: as long as a path may be.
    const letters = Array.from({ length: 660 }, (_, index) => String.fromCodePoint(0x4e00 + ((index * 7_919) % 20_000)))
    const path = `/notes/${[0, 220, 440].map((at) => letters.slice(at, at + 220).join('')).join('/')}`
    await Promise.all([proxy.ask(GET, { path }), neighbour.ask(GET, { path: '/notes/a.txt' })])
    expect((await useOf(neighbour, 'entries.read')).targets).toMatchObject([{ target: '/notes/a.txt', allowed: 1 }])
    const [target] = (await useOf(proxy, 'entries.read')).targets
    expect(target).toMatchObject({ target: `${path.slice(0, 500)}…`, allowed: 1 })
  })

  it('stays to be seen when the install is removed, and is nobody else’s business', async () => {
    const proxy = await aProxy()
    await proxy.file('/notes/a.txt')
    await proxy.ask(GET, { path: '/notes/a.txt' })
    await proxy.story.person.delete(proxy.base)
    expect(await useOf(proxy, 'entries.read')).toMatchObject({ allowed: 1, state: 'not_granted' })
    expect((await (await server.person()).get(`${proxy.base}/uses`)).status).toBe(404)
  })
})
