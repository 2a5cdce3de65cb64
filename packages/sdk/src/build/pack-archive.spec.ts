import { chmod, cp, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Parser, type ReadEntry } from 'tar'
import { describe, expect, it } from 'vitest'
import { inSdk } from '../sdk-location.ts'
import { projectWith, sourceManifest, sourceWith, temporaryFolder } from '../../test/project-folder.ts'
import { buildExtension, createArchive, packExtension } from './index.ts'

const FILES = {
  'extension.json': sourceManifest(),
  'src/extension.ts': sourceWith(),
  'README.md': '# Greeter',
  'CHANGELOG.md': '# Changelog',
}

/** Reads an archive with the parser that a server uses. */
async function entriesOf(archive: Uint8Array): Promise<Map<string, { header: ReadEntry; content: Buffer }>> {
  const entries = new Map<string, { header: ReadEntry; content: Buffer }>()
  const pending: Promise<void>[] = []
  const parser = new Parser({ strict: true })
  parser.on('entry', (entry: ReadEntry) => {
    pending.push(entry.concat().then((content) => void entries.set(entry.path, { header: entry, content })))
  })
  const ended = new Promise((resolve, reject) => parser.on('end', resolve).on('error', reject))
  parser.end(Buffer.from(archive))
  await ended
  await Promise.all(pending)
  return entries
}

describe('packExtension', () => {
  it('packs exactly the built files, at the root, sorted', async () => {
    const folder = await projectWith(FILES)
    const build = await buildExtension(folder)
    const packed = await packExtension(folder)
    expect(packed.archive).toBe(join(folder, 'dist/greeter-1.2.3.tgz'))
    const entries = await entriesOf(await readFile(packed.archive))
    expect([...entries.keys()]).toEqual(build.files.map(({ path }) => path))
    for (const [path, { content }] of entries) expect(content).toEqual(await readFile(join(build.folder, path)))
  })

  it('includes the source map on request, without what the files contain', async () => {
    const folder = await projectWith(FILES)
    await buildExtension(folder)
    expect((await packExtension(folder)).files).not.toContain('extension.js.map')
    const entries = await entriesOf(await readFile((await packExtension(folder, { sourceMap: 'included' })).archive))
    const map = JSON.parse(entries.get('extension.js.map')!.content.toString())
    expect(map).toMatchObject({
      version: 3,
      sources: expect.arrayContaining([expect.stringContaining('extension.ts')]),
    })
    expect(map).not.toHaveProperty('sourcesContent')
  })

  it('packs the same build into the same bytes, whenever and by whomever', async () => {
    const folder = await projectWith(FILES)
    const { folder: built } = await buildExtension(folder)
    const first = await packExtension(folder)
    await utimes(join(built, 'README.md'), 1, 1)
    await chmod(join(built, 'README.md'), 0o600)
    const second = await packExtension(folder)
    expect(second).toEqual(first)
  })

  it('packs the same sources into the same bytes, wherever they and the SDK are kept', async () => {
    const outside = await projectWith(FILES)
    const deeper = join(await projectWith({}), 'one/two/three')
    await cp(outside, deeper, { recursive: true })
    const inside = await temporaryFolder(inSdk('dist/test-projects'))
    await cp(outside, inside, { recursive: true })
    const digests = []
    for (const folder of [outside, deeper, inside]) {
      await buildExtension(folder)
      digests.push((await packExtension(folder)).digest)
    }
    expect(new Set(digests).size).toBe(1)
  })

  it('leaves out times, owners and modes of this machine', async () => {
    const folder = await projectWith(FILES)
    await buildExtension(folder)
    const { archive } = await packExtension(folder)
    for (const { header } of (await entriesOf(await readFile(archive))).values())
      expect(header).toMatchObject({ mode: 0o644, uid: 0, gid: 0, mtime: new Date(0), type: 'File' })
  })

  it('refuses a folder that was not built', async () => {
    await expect(packExtension(await projectWith(FILES))).rejects.toThrow('Run grantry build first')
  })

  it('refuses a build of another version', async () => {
    const folder = await projectWith(FILES)
    await buildExtension(folder)
    await writeFile(join(folder, 'extension.json'), JSON.stringify(sourceManifest({ version: '2.0.0' })))
    await expect(packExtension(folder)).rejects.toThrow('The build is of version 1.2.3, not 2.0.0')
  })

  it('refuses a manifest whose id is none', async () => {
    const folder = await projectWith({ 'extension.json': sourceManifest({ id: '../elsewhere' }) })
    await expect(packExtension(folder)).rejects.toThrow('$.id')
  })
})

describe('createArchive', () => {
  it('ends with two empty blocks and nothing after them', () => {
    const tar = gunzipSync(createArchive(new Map([['a.txt', Buffer.from('x'.repeat(512))]])))
    expect(tar.length).toBe(512 + 512 + 1024)
    expect(tar.subarray(1024).every((byte) => byte === 0)).toBe(true)
  })

  it('refuses a path that no tar header can hold', () => {
    const path = `${'a'.repeat(150)}/${'b'.repeat(150)}`
    expect(() => createArchive(new Map([[path, Buffer.from('')]]))).toThrow(RangeError)
  })
})
