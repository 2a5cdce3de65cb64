import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { constants, crc32, deflateRaw } from 'node:zlib'
import { digestSchema, type ArchiveFile, type Digest } from '@grantry/contract'
import { Header, Pax } from 'tar'
import type { Archive } from './archive-reader.ts'
import { BLOCK_BYTES, paddedBytes } from './archive-header.ts'

/** What is stored and served in place of an upload. */
export interface Repack {
  /** A .tgz with the same files and nothing else. */
  bytes: Uint8Array
  /** Of `bytes`: the version's identity. */
  digest: Digest
  /** In the order of the archive: by path, in UTF-16 code units. */
  files: ArchiveFile[]
}

/**
 * Packs the files of an archive anew, so that nothing of the upload's own making (order, modes, owners, times, padding,
 * comments, data behind the end) is kept. The same files give the same tar to the byte.
 *
 * The deflate stream in it depends on the build of zlib as well. The digest therefore names the bytes that were stored
 * when the version was published; it is checked by hashing those, never by packing again.
 */
export async function repack({ files }: Pick<Archive, 'files'>): Promise<Repack> {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1))
  const bytes = await gzip(tarOf(sorted))
  return {
    bytes,
    digest: digestOf(bytes),
    files: sorted.map(([path, content]) => ({ path, sizeBytes: content.length, digest: digestOf(content) })),
  }
}

/** `sha256:` and the hash in hex. */
export const digestOf = (bytes: Uint8Array): Digest =>
  digestSchema.parse(`sha256:${createHash('sha256').update(bytes).digest('hex')}`)

function tarOf(files: readonly (readonly [string, Uint8Array])[]): Buffer {
  const entries = files.flatMap(([path, content]) => [header(path, content.length), padded(content)])
  return Buffer.concat([...entries, Buffer.alloc(2 * BLOCK_BYTES)])
}

/** A ustar header; in front of it a pax header when the path does not fit. */
function header(path: string, size: number): Buffer {
  const ustar = new Header({ path, size, type: 'File', ...ANONYMOUS })
  const block = Buffer.alloc(BLOCK_BYTES)
  const fits = !ustar.encode(block)
  return fits ? block : Buffer.concat([new Pax({ path, ...ANONYMOUS }).encode(), block])
}

const ANONYMOUS = { mode: 0o644, uid: 0, gid: 0, uname: '', gname: '', mtime: new Date(0) }

function padded(content: Uint8Array): Buffer {
  const blocks = Buffer.alloc(paddedBytes(content.length))
  blocks.set(content)
  return blocks
}

/** RFC 1952: magic, deflate, no flags, no time, no extra flags, unknown system. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
const DEFLATE_OPTIONS = { level: 6, memLevel: 8, windowBits: 15, strategy: constants.Z_DEFAULT_STRATEGY } as const

async function gzip(bytes: Buffer): Promise<Buffer> {
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc32(bytes), 0)
  trailer.writeUInt32LE(bytes.length, 4)
  return Buffer.concat([GZIP_HEADER, await promisify(deflateRaw)(bytes, DEFLATE_OPTIONS), trailer])
}
