import { MAX_WORKSPACE_FILES } from '@grantry/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../test/person.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { query, storedIn } from '../test/stored.ts'
import { aWorkspace } from '../test/stories.ts'

const CREATE = 'action:entries.create.input.v1'
const GET = 'query:entries.get.v1'
const LIST = 'query:entries.list.v1'

describe('files of a workspace', () => {
  let server: TestServer
  let person: Person
  let workspace: string
  beforeAll(async () => {
    server = await startTestServer({ GRANTRY_WORKSPACE_QUOTA_MIB: '1' })
    ;({ person, workspace } = await aWorkspace(server))
  })
  afterAll(() => server.close())

  it('keeps text and bytes, and answers them as they were', async () => {
    const text = await person.call(workspace, CREATE, { path: '/a/text.md', text: 'héllo', metadata: { tag: 1 } })
    expect(text.body).toMatchObject({
      path: '/a/text.md',
      name: 'text.md',
      mimeType: 'text/markdown',
      sizeBytes: 6,
      metadata: { tag: 1 },
    })
    expect((await person.call(workspace, GET, { id: text.body.id, content: 'text' })).body.text).toBe('héllo')
    const bytes = Buffer.from([0, 255, 1, 254]).toString('base64')
    await person.call(workspace, CREATE, { path: '/a/bytes.bin', base64: bytes })
    expect((await person.call(workspace, GET, { path: '/a/bytes.bin', content: 'base64' })).body.base64).toBe(bytes)
    expect((await person.call(workspace, GET, { path: '/a/bytes.bin', content: 'text' })).body.code).toBe(
      'entry_not_text',
    )
  })

  it('refuses a path twice, and a path that is folder and file', async () => {
    await person.call(workspace, CREATE, { path: '/b/file', text: '' })
    expect((await person.call(workspace, CREATE, { path: '/b/file', text: '' })).body.code).toBe('entry_exists')
    expect((await person.call(workspace, CREATE, { path: '/b/file/below', text: '' })).body.code).toBe(
      'entry_path_taken',
    )
    expect((await person.call(workspace, CREATE, { path: '/b', text: '' })).body.code).toBe('entry_path_taken')
  })

  it('takes no other folder for one that is in the way, whatever its name', async () => {
    await person.call(workspace, CREATE, { path: '/likeXthis/file', text: '' })
    for (const path of ['/like_this', '/like%']) {
      const { status, body } = await person.call(workspace, CREATE, { path, text: '' })
      expect([status, body.path]).toEqual([200, path])
      expect((await person.call(workspace, CREATE, { path: `${path}-/file`, text: '' })).status).toBe(200)
      expect((await person.call(workspace, CREATE, { path: `${path}-`, text: '' })).body.code).toBe('entry_path_taken')
    }
  })

  it.each([
    'relative',
    '/a/../b',
    '/a//b',
    '/./a',
    '/a/',
    '/a\\b',
    '/a\u0000b',
    '/a\u202eb',
    '/x/*',
    `/${'a'.repeat(300)}`,
  ])('refuses the path %j', async (path) => {
    const answer = await person.call(workspace, CREATE, { path, text: '' })
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ code: 'invalid_input', issues: [{ path: '$.path' }] })
  })

  /** A path below a folder, of so many bytes of UTF-8, of one letter as far as that goes. */
  const pathOfBytes = (folder: string, letter: string, bytes: number): string => {
    const segment = `/${letter.repeat(240 / Buffer.byteLength(letter))}`
    let path = folder
    while (Buffer.byteLength(path + segment) <= bytes) path += segment
    const left = bytes - Buffer.byteLength(path)
    return path + (left > 1 ? '/' : '') + 'z'.repeat(left > 1 ? left - 1 : left)
  }

  it.each(['a', 'é', '字', '😀', '"'])(
    'keeps, finds and lists paths of as many bytes as there may be, of %s',
    async (letter) => {
      const folder = `/long-${letter.codePointAt(0)}`
      const [longest, beyond] = [2_048, 2_049].map((bytes) => pathOfBytes(folder, letter, bytes)) as [string, string]
      expect([longest, beyond].map((path) => Buffer.byteLength(path))).toEqual([2_048, 2_049])
      expect((await person.call(workspace, CREATE, { path: longest, text: 'x' })).body).toMatchObject({ path: longest })
      await person.call(workspace, CREATE, { path: `${folder}/\u{10fffd}`, text: 'x' })
      expect((await person.call(workspace, GET, { path: longest, content: 'text' })).body.text).toBe('x')
      const first = await person.call(workspace, LIST, { path: folder, limit: 1 })
      expect(first.body.items).toMatchObject([{ path: longest }])
      const second = await person.call(workspace, LIST, { path: folder, limit: 1, cursor: first.body.nextCursor })
      expect(second.body.items).toHaveLength(1)
      for (const [method, input] of [
        [CREATE, { path: beyond, text: '' }],
        [GET, { path: beyond }],
        [LIST, { path: beyond }],
      ] as const) {
        const { status, body } = await person.call(workspace, method, input)
        expect([status, body.code], method).toEqual([400, 'invalid_input'])
        expect(JSON.stringify(body.issues)).toContain('2048 bytes')
      }
    },
  )

  it('lists a folder page by page, in order of path', async () => {
    for (const name of ['3', '1', '2']) await person.call(workspace, CREATE, { path: `/pages/${name}`, text: name })
    const first = await person.call(workspace, LIST, { path: '/pages', limit: 2 })
    expect(first.body.items.map(({ path }: { path: string }) => path)).toEqual(['/pages/1', '/pages/2'])
    const second = await person.call(workspace, LIST, { path: '/pages', limit: 2, cursor: first.body.nextCursor })
    expect(second.body.items.map(({ path }: { path: string }) => path)).toEqual(['/pages/3'])
    expect(second.body.nextCursor).toBeNull()
  })

  it('finds files by any part of their path, wildcards taken literally', async () => {
    await person.call(workspace, CREATE, { path: '/find/100%_sure.txt', text: '' })
    const found = async (q: string) =>
      (await person.call(workspace, 'query:entries.search.v1', { q })).body.items.length
    expect(await found('100%_')).toBe(1)
    expect(await found('1%e')).toBe(0)
  })

  it('keeps a sidecar under its name and replaces it whole', async () => {
    const { id } = (await person.call(workspace, CREATE, { path: '/side/car', text: '' })).body
    const write = (text: string) =>
      person.call(workspace, 'action:entries.write_sidecar.input.v1', { entry: id, name: 'note', text })
    expect((await write('one')).body).toMatchObject({ entryId: id, name: 'note', sizeBytes: 3 })
    await write('two!')
    const read = await person.call(workspace, 'query:entries.read_sidecar.v1', { entry: id, name: 'note' })
    expect(read.body).toMatchObject({ text: 'two!', sidecar: { sizeBytes: 4 } })
    expect(
      (await person.call(workspace, 'query:entries.read_sidecar.v1', { entry: id, name: 'other' })).body.code,
    ).toBe('sidecar_not_found')
  })

  it('holds a workspace to its quota, sidecars included', async () => {
    const big = 'x'.repeat(600 * 1024)
    const { id } = (await person.call(workspace, CREATE, { path: '/big/1', text: big })).body
    expect((await person.call(workspace, CREATE, { path: '/big/2', text: big })).body.code).toBe('storage_full')
    const sidecar = await person.call(workspace, 'action:entries.write_sidecar.input.v1', {
      entry: id,
      name: 'copy',
      text: big,
    })
    expect(sidecar.body.code).toBe('storage_full')
  })

  it('holds a workspace to a number of files, however small, and lets results be replaced', async () => {
    const crowded = await aWorkspace(server)
    const call = (name: string, input: unknown) => crowded.person.call(crowded.workspace, name, input)
    const { id } = (await call(CREATE, { path: '/first', text: '' })).body
    const note = { entry: id, name: 'note', text: 'one' }
    await call('entries.write_sidecar', note)
    await query(
      server,
      `INSERT INTO entries (id, workspace_id, path, name, mime_type, size_bytes, digest)
        SELECT gen_random_uuid(), $1, '/many/' || n, n, 'text/plain', 0, $2 FROM generate_series(1, $3::int) AS n`,
      [crowded.workspace, `sha256:${'0'.repeat(64)}`, MAX_WORKSPACE_FILES - 2],
    )
    expect((await call(CREATE, { path: '/last', text: '' })).body.code).toBe('too_many_files')
    expect((await call('entries.write_sidecar', { ...note, name: 'other' })).body.code).toBe('too_many_files')
    expect((await call('entries.write_sidecar', { ...note, text: 'two' })).status).toBe(200)
  })

  it('keeps nothing of what it refuses', async () => {
    const { id } = (await person.call(workspace, CREATE, { path: '/kept/file', text: 'kept' })).body
    const before = await storedIn(server)
    const big = 'y'.repeat(1024 * 1024)
    const answers = [
      await person.call(workspace, CREATE, { path: '/kept/big', text: big }),
      await person.call(workspace, 'action:entries.write_sidecar.input.v1', { entry: id, name: 'big', text: big }),
      await person.call(workspace, CREATE, { path: '/kept/file', text: 'another' }),
      await person.call(workspace, CREATE, { path: '/kept', text: 'a folder' }),
    ]
    const codes = ['storage_full', 'storage_full', 'entry_exists', 'entry_path_taken']
    expect(answers.map(({ body }) => body.code)).toEqual(codes)
    expect(await storedIn(server)).toEqual(before)
  })
})
