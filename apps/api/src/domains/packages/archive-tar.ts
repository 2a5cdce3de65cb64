import { quoted, readable } from './archive-text.ts'
import { ArchiveRefused } from './archive.errors.ts'
import type { ByteSource } from './archive-bytes.ts'
import {
  BLOCK_BYTES,
  isZeros,
  paddedBytes,
  readHeader,
  type EntryHeader,
  type ExtensionHeader,
  type TarHeader,
} from './archive-header.ts'
import { inBytes, type ArchiveLimits } from './archive-limits.ts'
import { checkGlobalPax, readLongName, readPax, standsFor, type ExtendedFields } from './archive-pax.ts'
import { decodePath } from './archive-path.ts'

/** A file or folder as its headers announce it. */
export interface TarEntry {
  kind: 'file' | 'folder'
  /** As written in the archive. */
  path: string
  sizeBytes: number
}

/**
 * Some whole blocks of a tar, and the entry that begins with them. An extended header comes in one piece with its body,
 * and a body never in parts of blocks: tar's parser would cut a letter in two, or hold the rest of a block back.
 */
export interface TarPart {
  announces: TarEntry | null
  blocks: Uint8Array
}

/** What an extended header says about the entry behind it. */
interface Extension extends ExtendedFields {
  /** The extended header's own name, for messages. */
  shown: string
}

/**
 * Walks over a tar and checks its structure to the last byte: headers, extended headers, one end marker, and nothing
 * but zeros behind it. The blocks it yields are the archive up to and with the end marker.
 *
 * @throws ArchiveRefused at the first thing that is wrong.
 */
export async function* tarParts(source: ByteSource, limits: ArchiveLimits): AsyncGenerator<TarPart> {
  let extension: Extension | null = null
  for (let position: 'start' | 'later' = 'start'; ; position = 'later') {
    const block = await nextBlock(source)
    if (isZeros(block)) return yield* end(source, block, extension)
    const header = readHeader(block)
    if (isEntry(header)) {
      const entry = announce(header, extension)
      extension = null
      yield { announces: entry, blocks: block }
      yield* body(source, entry)
    } else {
      if (extension) throw new ArchiveRefused('extended_header', extension.shown, 'another one behind it')
      if (header.kind === 'global_pax' && position === 'later')
        throw new ArchiveRefused('global_header', readable(header.name), 'others in front of it')
      const bytes = await extensionBody(source, header, limits)
      extension = readExtension(header, bytes)
      yield { announces: null, blocks: Buffer.concat([block, bytes]) }
    }
  }
}

const isEntry = (header: TarHeader): header is EntryHeader => header.kind === 'file' || header.kind === 'folder'

const nextBlock = (source: ByteSource) => source.exactly(BLOCK_BYTES, () => new ArchiveRefused('no_end'))

function announce({ kind, name, sizeBytes }: EntryHeader, extension: Extension | null): TarEntry {
  const path = extension?.path ?? decodePath(name)
  if (!standsFor(name, path)) throw new ArchiveRefused('two_names', path, quoted(readable(name)))
  if ((extension?.sizeBytes ?? sizeBytes) !== sizeBytes)
    throw new ArchiveRefused('extended_header', path, 'another size than its header')
  return { kind, path, sizeBytes }
}

async function* body(source: ByteSource, { path, sizeBytes }: TarEntry): AsyncGenerator<TarPart> {
  for (let left = paddedBytes(sizeBytes); left > 0;) {
    const blocks = await source.wholeBlocks(left, BLOCK_BYTES, () => new ArchiveRefused('tar_cut', path))
    left -= blocks.length
    yield { announces: null, blocks }
  }
}

async function extensionBody(source: ByteSource, header: ExtensionHeader, limits: ArchiveLimits): Promise<Uint8Array> {
  const shown = readable(header.name)
  // A name that begins like a gzip file would make tar's parser unpack the archive once more.
  if (/[\x00-\x1f\x7f]/.test(shown)) throw new ArchiveRefused('header_field', shown, 'control characters in its name')
  if (header.sizeBytes > limits.extendedHeaderBytes)
    throw new ArchiveRefused('extended_header', shown, `more than ${inBytes(limits.extendedHeaderBytes)}`)
  return source.exactly(paddedBytes(header.sizeBytes), () => new ArchiveRefused('tar_cut', shown))
}

function readExtension({ kind, name, sizeBytes }: ExtensionHeader, padded: Uint8Array): Extension | null {
  const shown = readable(name)
  const bytes = padded.subarray(0, sizeBytes)
  switch (kind) {
    case 'pax':
      return { shown, ...readPax(bytes, shown) }
    case 'long_name':
      return { shown, path: readLongName(bytes, shown), sizeBytes: null }
    case 'global_pax':
      checkGlobalPax(bytes, shown)
      return null
  }
}

async function* end(source: ByteSource, first: Uint8Array, extension: Extension | null): AsyncGenerator<TarPart> {
  if (extension) throw new ArchiveRefused('extended_header', extension.shown, 'no entry behind it')
  const second = await nextBlock(source)
  if (!isZeros(second)) throw new ArchiveRefused('half_end')
  yield { announces: null, blocks: Buffer.concat([first, second]) }
  await expectZeros(source)
}

/** Tools fill the archive up to a multiple of their block size, often 10 KiB. */
async function expectZeros(source: ByteSource): Promise<void> {
  let bytes = 0
  for (;;) {
    const rest = await source.atMost(BLOCK_BYTES)
    if (rest.length === 0) break
    if (!isZeros(rest)) throw new ArchiveRefused('tar_trailing')
    bytes += rest.length
  }
  if (bytes % BLOCK_BYTES !== 0) throw new ArchiveRefused('tar_trailing')
}
