import { ArchiveRefused } from './archive.errors.ts'
import { inBytes } from './archive-limits.ts'
import { readable } from './archive-text.ts'

/**
 * One header block of a tar, read by the book: POSIX.1-2024 `pax` (ustar) and the GNU tar manual, "Basic Tar Format".
 * Stricter than either where leniency lets two tools read one archive in two ways.
 */
export type TarHeader = EntryHeader | ExtensionHeader

interface HeaderFields {
  /** As stored: prefix and name, not decoded. */
  name: Uint8Array
  /** Of the body, without its padding. */
  sizeBytes: number
}
export interface EntryHeader extends HeaderFields {
  kind: 'file' | 'folder'
}
/** Says more about the entry behind it, or about all of them. */
export interface ExtensionHeader extends HeaderFields {
  kind: 'pax' | 'global_pax' | 'long_name'
}

export const BLOCK_BYTES = 512

/** Bytes of a body with the padding to whole blocks. */
export const paddedBytes = (sizeBytes: number): number => Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES

const FIELDS = {
  name: [0, 100],
  size: [124, 136],
  checksum: [148, 156],
  type: [156, 157],
  linkName: [157, 257],
  magic: [257, 265],
  prefix: [345, 500],
} as const

const USTAR = 'ustar\u000000'
const GNU = 'ustar  \u0000'

const KINDS: Readonly<Record<string, TarHeader['kind']>> = {
  '0': 'file',
  '\u0000': 'file',
  '5': 'folder',
  x: 'pax',
  g: 'global_pax',
  L: 'long_name',
}
const REFUSED_KINDS: Readonly<Record<string, string>> = {
  '3': 'a character device',
  '4': 'a block device',
  '6': 'a named pipe (FIFO)',
  '7': 'a contiguous file',
  D: 'a GNU incremental dump',
  M: 'a part of a file on another volume',
  N: 'an old GNU long name',
  S: 'a sparse file',
  V: 'a volume label',
  X: 'an extended header of Solaris tar',
}

const ZEROS = Buffer.alloc(BLOCK_BYTES)
/** Whether a block or a part of one is all zeros. */
export const isZeros = (bytes: Uint8Array): boolean => Buffer.compare(bytes, ZEROS.subarray(0, bytes.length)) === 0

/**
 * @param block exactly 512 bytes.
 * @throws ArchiveRefused when it is not a header, is damaged, or is of a kind that an extension has no use for.
 */
export function readHeader(block: Uint8Array): TarHeader {
  const magic = latin1(field(block, 'magic'))
  const shown = readable(untilZero(field(block, 'name')))
  if (magic !== USTAR && magic !== GNU) throw new ArchiveRefused('not_tar', shown || null)
  if (octal(field(block, 'checksum')) !== checksum(block)) throw new ArchiveRefused('checksum', shown)
  const kind = readKind(latin1(field(block, 'type')), shown)
  const name = text(block, 'name', shown)
  const prefix = magic === USTAR ? text(block, 'prefix', shown) : NO_PREFIX
  if (text(block, 'linkName', shown).length > 0) throw new ArchiveRefused('header_field', shown, 'the target of a link')
  const sizeBytes = readSize(field(block, 'size'), shown)
  if (kind === 'folder' && sizeBytes > 0)
    throw new ArchiveRefused('header_field', shown, 'a size, though it is a folder')
  return { kind, name: prefix.length > 0 ? Buffer.concat([prefix, SLASH, name]) : name, sizeBytes }
}

const SLASH = Buffer.from('/')
/** GNU tar keeps times and the map of a sparse file where ustar has the prefix. */
const NO_PREFIX = Buffer.alloc(0)

function readKind(type: string, shown: string): TarHeader['kind'] {
  const kind = KINDS[type]
  if (kind) return kind
  if (type === '1') throw new ArchiveRefused('hard_link', shown)
  if (type === '2' || type === 'K') throw new ArchiveRefused('symbolic_link', shown)
  throw new ArchiveRefused('entry_type', shown, REFUSED_KINDS[type] ?? 'of an unknown type')
}

function readSize(bytes: Uint8Array, shown: string): number {
  const [first = 0] = bytes
  if (first === 0xff) throw new ArchiveRefused('header_field', shown, 'a negative size')
  // GNU's binary form begins where octal digits end.
  if (first & 0x80) throw new ArchiveRefused('file_size', shown, inBytes(0o77777777777 + 1))
  const size = octal(bytes)
  if (size === null) throw new ArchiveRefused('header_field', shown, 'a size that is not a number')
  return size
}

/** A number in octal digits, or null. Tools pad with spaces in front, and spaces or zero bytes behind. */
function octal(bytes: Uint8Array): number | null {
  const digits = /^ *([0-7]+)[ \u0000]*$/.exec(latin1(bytes))?.[1]
  return digits === undefined ? null : Number.parseInt(digits, 8)
}

/** The sum of all bytes, the checksum's own field counted as spaces. */
function checksum(block: Uint8Array): number {
  const [from, to] = FIELDS.checksum
  let sum = 0x20 * (to - from)
  for (const [at, byte] of block.entries()) if (at < from || at >= to) sum += byte
  return sum
}

/** A text field, up to its first zero byte. What stands behind that byte is seen by some tools only. */
function text(block: Uint8Array, name: 'name' | 'linkName' | 'prefix', shown: string): Uint8Array {
  const bytes = field(block, name)
  const value = untilZero(bytes)
  if (!isZeros(bytes.subarray(value.length)))
    throw new ArchiveRefused('header_field', shown, 'bytes hidden behind the end of a name')
  return value
}

const field = (block: Uint8Array, name: keyof typeof FIELDS) => block.subarray(...FIELDS[name])
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
const untilZero = (bytes: Uint8Array) => bytes.subarray(0, bytes.indexOf(0) === -1 ? bytes.length : bytes.indexOf(0))
