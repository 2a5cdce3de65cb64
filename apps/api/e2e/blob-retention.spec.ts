import { createHash, randomUUID } from 'node:crypto'
import { access, mkdir, readdir, readFile, rename, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BlobRetention } from '../src/domains/blob-retention/index.ts'
import { SHELVES } from '../src/platform/blobs/index.ts'
import { packageOf } from '../test/packages.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { anApprovedVersion, aPublisher, aWorkspace, freshName } from '../test/stories.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const DAY_MS = 86_400_000
const path = (text: string, folder = '') => {
  const hex = createHash('sha256').update(text).digest('hex')
  return join(server.dataDir, 'blobs', folder, hex.slice(0, 2), hex.slice(2))
}
const isThere = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  )
/** Where the bytes of a text are: on their shelf, set aside, or nowhere. */
const placesOf = async (text: string) => ({
  kept: await isThere(path(text)),
  aside: await isThere(path(text, 'unnamed')),
})
const KEPT = { kept: true, aside: false }
const ASIDE = { kept: false, aside: true }
const GONE = { kept: false, aside: false }

/** As if all that the store holds had last been touched so many days ago. */
async function age(days: number): Promise<void> {
  const then = new Date(Date.now() - days * DAY_MS)
  const files = await readdir(join(server.dataDir, 'blobs'), { recursive: true, withFileTypes: true })
  for (const file of files) if (file.isFile()) await utimes(join(file.parentPath, file.name), then, then)
}

async function sweep(): Promise<void> {
  const retention = server.app.get(BlobRetention)
  for (let shelf = 0; shelf < SHELVES; shelf += 1) await retention.sweep(shelf)
}

async function aWorkspaceWith(text: string) {
  const story = await aWorkspace(server)
  const put = (name: string, content: string) =>
    story.person.call(story.workspace, 'entries.create', { path: name, text: content })
  const { body } = await put('/a.txt', text)
  const remove = () => story.person.post(`/v1/workspaces/${story.workspace}/delete`, { name: 'Lab' })
  const read = () =>
    story.person
      .call(story.workspace, 'entries.get', { id: body.id, content: 'text' })
      .then((answer) => answer.body.text)
  return { ...story, entry: body.id as string, put, remove, read }
}

describe('the content of a file that was deleted', () => {
  it('is set aside a day later and removed a week after that', async () => {
    const { remove } = await aWorkspaceWith('a secret of somebody who left')
    await remove()
    await sweep()
    expect(await placesOf('a secret of somebody who left')).toEqual(KEPT)
    await age(2)
    await sweep()
    expect(await placesOf('a secret of somebody who left')).toEqual(ASIDE)
    await age(6)
    await sweep()
    expect(await placesOf('a secret of somebody who left')).toEqual(ASIDE)
    await age(8)
    await sweep()
    expect(await placesOf('a secret of somebody who left')).toEqual(GONE)
  })

  it('stays while another workspace has the same, as a file or beside one', async () => {
    const [first, second] = [await aWorkspaceWith('common words'), await aWorkspaceWith('words of its own')]
    await second.person.call(second.workspace, 'entries.write_sidecar', {
      entry: second.entry,
      name: 'copy.txt',
      text: 'common words',
    })
    await first.remove()
    await age(30)
    await sweep()
    expect(await placesOf('common words')).toEqual(KEPT)
    expect(await second.read()).toBe('words of its own')
  })

  it('is new again for whoever writes the same, whenever that is', async () => {
    const { remove } = await aWorkspaceWith('written twice')
    await remove()
    await age(2)
    await aWorkspaceWith('written twice')
    await sweep()
    expect(await placesOf('written twice')).toEqual(KEPT)
    const once = await aWorkspaceWith('written and set aside')
    await once.remove()
    await age(2)
    await sweep()
    const again = await aWorkspaceWith('written and set aside')
    await age(8)
    await sweep()
    expect(await again.read()).toBe('written and set aside')
  })

  it('is found where it waits, by a database that names it after all', async () => {
    const story = await aWorkspaceWith('of an older copy of the database')
    await mkdir(dirname(path('of an older copy of the database', 'unnamed')), { recursive: true })
    await rename(path('of an older copy of the database'), path('of an older copy of the database', 'unnamed'))
    expect(await story.read()).toBe('of an older copy of the database')
    expect(await placesOf('of an older copy of the database')).toEqual(KEPT)
    const unread = await aWorkspaceWith('of one that nobody reads')
    await mkdir(dirname(path('of one that nobody reads', 'unnamed')), { recursive: true })
    await rename(path('of one that nobody reads'), path('of one that nobody reads', 'unnamed'))
    await age(8)
    await sweep()
    expect(await placesOf('of one that nobody reads')).toEqual(KEPT)
    expect(await unread.read()).toBe('of one that nobody reads')
  })
})

it('removes nothing that another database may name', async () => {
  const { remove } = await aWorkspaceWith('of a server with another database')
  await remove()
  const owner = join(server.dataDir, 'blobs', 'owner')
  const own = await readFile(owner, 'utf8')
  await writeFile(owner, `${randomUUID()}\n`)
  await age(30)
  await sweep()
  expect(await placesOf('of a server with another database')).toEqual(KEPT)
  await writeFile(owner, own)
  await sweep()
  expect(await placesOf('of a server with another database')).toEqual(ASIDE)
})

describe('what packages are made of', () => {
  const id = freshName('lasting')
  const CODE = 'export const stay = (input) => input'
  const manifest = { id, operations: [{ type: 'query', name: 'stay', export: 'stay' }], icon: 'icon.svg' }
  const ICON = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'

  it('stays, whatever its age: the archive, the module and each file', async () => {
    await anApprovedVersion(server, { code: CODE, manifest, files: { 'icon.svg': ICON } })
    await age(400)
    await sweep()
    const version = `${server.url}/v1/extensions/${id}/versions/1.0.0`
    expect((await fetch(`${version}/archive`)).status).toBe(200)
    expect((await fetch(`${version}/files/icon.svg`)).status).toBe(200)
    expect(await placesOf(CODE)).toEqual(KEPT)
    expect(await placesOf(ICON)).toEqual(KEPT)
  })

  it('goes with a draft that was discarded, but for what others have in common with it', async () => {
    const by = await aPublisher(server)
    const draft = { ...manifest, id: freshName('passing') }
    const code = 'export const stay = (input) => [input]'
    await by.publisher.send('POST', `/v1/publishers/${by.slug}/versions?as=draft`, {
      headers: { 'content-type': 'application/gzip' },
      raw: packageOf({ code, manifest: draft, files: { 'icon.svg': ICON } }),
    })
    await by.publisher.delete(`/v1/publishers/${by.slug}/versions/${draft.id}/1.0.0`)
    await age(2)
    await sweep()
    expect(await placesOf(code)).toEqual(ASIDE)
    expect(await placesOf(ICON)).toEqual(KEPT)
  })
})

it('removes what a crash has left of a blob, and leaves alone what is no blob', async () => {
  const draft = `${path('half')}.${randomUUID()}`
  const note = join(dirname(draft), 'README')
  await mkdir(dirname(draft), { recursive: true })
  await writeFile(draft, 'ha')
  await writeFile(note, 'somebody wrote this')
  await sweep()
  expect(await isThere(draft)).toBe(true)
  await age(2)
  await sweep()
  expect(await isThere(draft)).toBe(false)
  expect(await isThere(note)).toBe(true)
})

it('asks for every column that names a blob', async () => {
  const folder = new URL('../../../prisma/', import.meta.url)
  const files = (await readdir(folder)).filter((file) => file.endsWith('.prisma')).sort()
  const schemas = await Promise.all(files.map((file) => readFile(new URL(file, folder), 'utf8')))
  const columns = files.flatMap((file, index) =>
    [...(schemas[index] ?? '').matchAll(/^ {2}(\w*digest\w*) /gim)].map(([, column]) => `${file} ${column}`),
  )
  // Beside them, the list of files that a version has.
  expect(columns).toEqual([
    'catalog.prisma digest',
    'catalog.prisma entryDigest',
    'entries.prisma digest',
    'entries.prisma digest',
  ])
})
