import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chunked, entry, file, folder, tgz } from '../../../test/archives.ts'
import { readArchive } from './archive-reader.ts'
import { repack } from './repack.ts'

const read = (bytes: Uint8Array) => readArchive(chunked(bytes))
const filesOf = (files: Record<string, string>) => ({
  files: new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])),
})
const LONG = `lib/${'x'.repeat(120)}`
const FILES = {
  'extension.json': '{}',
  'b/a': '1',
  b2: '',
  'lib/größe.txt': 'groß',
  [LONG]: 'long',
  ['ü'.repeat(120)]: 'u',
}

describe('repack', () => {
  it('gives the same bytes for the same files, whatever the upload looked like', async () => {
    const uploads = [
      tgz(file('a', '1'), file('lib/b', '2')),
      tgz(folder('lib/'), entry({ path: 'lib/b', mode: '0004755\u0000' }, '2'), file('./a', '1')),
      tgz(file('package/lib/b', '2'), file('package/a', '1')),
    ]
    const packed = await Promise.all(uploads.map(async (upload) => repack(await read(upload))))
    const [first] = packed
    for (const other of packed) expect(other).toEqual(first)
  })

  it('changes when a byte or a name does', async () => {
    const variants: Record<string, string>[] = [{ a: '1' }, { a: '2' }, { b: '1' }, { a: '1', b: '' }]
    const packed = await Promise.all(variants.map((files) => repack(filesOf(files))))
    expect(new Set(packed.map(({ digest }) => digest)).size).toBe(variants.length)
  })

  it('reads back as the files that went in', async () => {
    const { bytes } = await repack(filesOf(FILES))
    expect((await read(bytes)).files).toEqual(
      new Map([...filesOf(FILES).files].map(([path, content]) => [path, new Uint8Array(content)])),
    )
  })

  it('reads back whatever names and bytes an accepted archive has', async () => {
    const segment = fc.stringMatching(/^[a-zA-Z0-9äéß漢😀_@+-]{1,40}$/u).map((name) => `n${name.normalize('NFC')}`)
    const path = fc.array(segment, { minLength: 1, maxLength: 2 }).map((segments) => segments.join('/'))
    const upload = fc.tuple(path, fc.uint8Array({ maxLength: 1_500 }))
    await fc.assert(
      fc.asyncProperty(upload, async ([name, content]) => {
        const files = new Map([
          ['extension.json', new Uint8Array(2)],
          [name, content],
        ])
        const { bytes } = await repack({ files })
        expect((await read(bytes)).files).toEqual(files)
      }),
      { seed: 7, numRuns: 200 },
    )
  })

  it('lists the files by path, each with its size and digest', async () => {
    const { files } = await repack(filesOf({ b: 'bb', a: '' }))
    expect(files).toEqual([
      { path: 'a', sizeBytes: 0, digest: 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
      { path: 'b', sizeBytes: 2, digest: `sha256:${createHash('sha256').update('bb').digest('hex')}` },
    ])
  })

  it('names its own bytes by their digest', async () => {
    const { bytes, digest } = await repack(filesOf(FILES))
    expect(digest).toBe(`sha256:${createHash('sha256').update(bytes).digest('hex')}`)
  })

  it('keeps the tar the same for ever: a stored version is told from another by these bytes', async () => {
    const { bytes } = await repack(filesOf(FILES))
    const hash = createHash('sha256').update(gunzipSync(bytes)).digest('hex')
    expect(hash).toBe('c85697952e4c4c75218f3fa3c317e45c5f8dc72f1c0c4b9fb5b1624886c40f36')
  })

  it('says nothing of who packed it, when and where', async () => {
    const { bytes } = await repack(filesOf({ a: '1' }))
    expect(Buffer.from(bytes).toString('hex', 0, 10)).toBe('1f8b08000000000000ff')
    const listing = execFileSync('tar', ['--utc', '--full-time', '--numeric-owner', '-tvzf', '-'], {
      input: bytes,
    }).toString()
    expect(listing).toMatch(/^-rw-r--r-- 0\/0 +1 1970-01-01 00:00:00 a\n$/)
  })
})
