import { execFileSync } from 'node:child_process'
import { mkdtemp, mkdir, rm, writeFile, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { create } from 'tar'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chunked, entry, file, folder, longName, pax, tar, tgz } from '../../../test/archives.ts'
import { HOSTILE_ARCHIVES } from '../../../test/archives-hostile.ts'
import { ArchiveRefused } from './archive.errors.ts'
import { readArchive, type Archive } from './archive-reader.ts'

const read = (bytes: Uint8Array, chunkBytes?: number) => readArchive(chunked(bytes, chunkBytes))
const textOf = ({ files }: Archive) =>
  Object.fromEntries([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]))

async function refusal(work: Promise<unknown>): Promise<ArchiveRefused> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof ArchiveRefused) return error
  throw new Error('The archive was not refused', { cause: error })
}

describe('readArchive', () => {
  it('reads files and their sizes, and leaves folders out', async () => {
    const bytes = tgz(folder('src/'), file('extension.json', '{}'), file('src/main.js', 'run()'))
    const archive = await read(bytes)
    expect(textOf(archive)).toEqual({ 'extension.json': '{}', 'src/main.js': 'run()' })
    expect(archive).toMatchObject({ uploadBytes: bytes.length, unpackedBytes: 7 })
  })

  it.each([1, 7, 511, 512, 513, 100_000])('reads an upload that comes in chunks of %i bytes', async (chunkBytes) => {
    const body = 'x'.repeat(1_500)
    const archive = await read(
      tgz(file('extension.json', '{}'), file('a', body), file('empty', ''), file('b', body)),
      chunkBytes,
    )
    expect(textOf(archive)).toEqual({ 'extension.json': '{}', a: body, empty: '', b: body })
  })

  it('takes off the folder package/, as npm pack makes it', async () => {
    const archive = await read(tgz(folder('package/'), file('package/extension.json', '{}'), file('package/lib/a.js')))
    expect([...archive.files.keys()]).toEqual(['extension.json', 'lib/a.js'])
  })

  it('takes off a leading ./, as tar makes it of the current folder', async () => {
    const archive = await read(tgz(folder('./'), file('./extension.json', '{}'), folder('./lib/'), file('./lib/a.js')))
    expect([...archive.files.keys()]).toEqual(['extension.json', 'lib/a.js'])
  })

  it('reads long and non-ASCII names from pax and GNU headers', async () => {
    const [german, long] = [`ä/${'ü'.repeat(100)}`, `d/${'x'.repeat(150)}`]
    const archive = await read(
      tgz(
        pax({ path: german, mtime: '1' }),
        entry({ path: `?/${'?'.repeat(90)}` }, '1'),
        longName(long),
        entry({ path: long.slice(0, 100) }, '2'),
      ),
    )
    expect(textOf(archive)).toEqual({ [german]: '1', [long]: '2' })
  })

  it('reads a long name with every letter whole, though its header is longer than a block', async () => {
    const path = `d/${'é'.repeat(198)}`
    const archive = await read(tgz(pax({ comment: 'x'.repeat(480), path }), entry({ path: 'd/' }, '1')), 100)
    expect([...archive.files.keys()]).toEqual([path])
  })

  it('reads what git archive writes: a comment for the whole archive', async () => {
    const archive = await read(
      tgz(pax({ comment: 'a'.repeat(40) }, { type: 'g', path: 'pax_global_header' }), file('a', '1')),
    )
    expect(textOf(archive)).toEqual({ a: '1' })
  })

  it('reads a set-user-id file as any other', async () => {
    const archive = await read(tgz(entry({ path: 'a', mode: '0004755\u0000' }, '1')))
    expect(textOf(archive)).toEqual({ a: '1' })
  })

  it('accepts the zeros with which tools fill an archive up', async () => {
    const archive = await read(gzipSync(Buffer.concat([tar(file('a', '1')), Buffer.alloc(8 * 1024)])))
    expect(textOf(archive)).toEqual({ a: '1' })
  })

  it('passes on an error of the upload itself', async () => {
    const broken = (async function* () {
      yield tgz(file('a')).subarray(0, 30)
      throw new Error('connection lost')
    })()
    await expect(readArchive(broken)).rejects.toThrow('connection lost')
  })

  it('ends the upload as soon as it is refused', async () => {
    let ended = false
    const upload = (async function* () {
      try {
        for (;;) yield Buffer.from('not a gzip file')
      } finally {
        ended = true
      }
    })()
    expect(await refusal(readArchive(upload))).toMatchObject({ code: 'archive_not_gzip' })
    expect(ended).toBe(true)
  })
})

describe('readArchive, of hostile archives', () => {
  it.each(HOSTILE_ARCHIVES)('refuses $name', async ({ code, bytes }) => {
    const refused = await refusal(read(bytes()))
    expect(refused.code).toBe(code)
    expect(refused.detail).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]+\.$/u)
    if (refused.entry !== null && refused.entry !== '') expect(refused.detail).toContain(refused.entry)
  })

  it('gives every one of them its own name', () => {
    expect(new Set(HOSTILE_ARCHIVES.map(({ name }) => name)).size).toBe(HOSTILE_ARCHIVES.length)
  })

  it('shows a disguised name as what it is', async () => {
    const refused = await refusal(read(tgz(file('gnp\u202esj.exe'))))
    expect(refused.entry).toBe('gnp\\u{202e}sj.exe')
  })
})

describe('readArchive, of what tools write', () => {
  const LONG = `lib/${'long-'.repeat(10)}/${'name-'.repeat(12)}.js`
  const FILES = { 'extension.json': '{}', 'lib/main.js': 'run()', 'lib/größe.txt': 'groß', [LONG]: 'long' }
  let source: string
  const out = (name: string) => join(source, '..', name)

  beforeAll(async () => {
    source = join(await mkdtemp(join(tmpdir(), 'archives-')), 'package')
    for (const [path, text] of Object.entries(FILES)) {
      await mkdir(dirname(join(source, path)), { recursive: true })
      await writeFile(join(source, path), text)
    }
  })
  afterAll(() => rm(dirname(source), { recursive: true }))

  it('reads an archive made as npm pack makes it', async () => {
    await create({ file: out('npm.tgz'), cwd: dirname(source), gzip: true, portable: true }, ['package'])
    expect(textOf(await read(await readFile(out('npm.tgz'))))).toEqual(FILES)
  })

  it.each(['gnu', 'oldgnu', 'ustar', 'posix'])('reads an archive of tar --format=%s', async (format) => {
    execFileSync('tar', [`--format=${format}`, '-czf', out('tar.tgz'), '-C', source, '.'])
    expect(textOf(await read(await readFile(out('tar.tgz'))))).toEqual(FILES)
  })
})
