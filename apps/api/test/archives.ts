import { gzipSync } from 'node:zlib'

/**
 * Archives made byte by byte, so that a test can write what no tool would.
 *
 * `tgz(file('extension.json', '{}'))` is a well-formed one; every field of a header can be given raw.
 */
export interface HeaderOptions {
  path: string | Uint8Array
  /** One character: `0` file, `1` hard link, `2` symbolic link, `5` folder, `x` pax, `L` GNU long name, … */
  type?: string
  /** Raw content of the size field; default: the size of the body in octal. */
  size?: string | Uint8Array
  sizeBytes?: number
  mode?: string
  linkName?: string
  /** Eight bytes: magic and version. */
  magic?: string
  prefix?: string
  /** Raw content of the checksum field; default: the right one. */
  checksum?: string
}

const BLOCK_BYTES = 512
export const USTAR_MAGIC = 'ustar\u000000'
export const GNU_MAGIC = 'ustar  \u0000'

export const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0')

export function header(options: HeaderOptions): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES)
  const put = (at: number, value: string | Uint8Array) => block.set(Buffer.from(value), at)
  put(0, options.path)
  put(100, options.mode ?? '0000644\u0000')
  put(108, '0000000\u0000')
  put(116, '0000000\u0000')
  put(124, options.size ?? `${octal(options.sizeBytes ?? 0, 11)}\u0000`)
  put(136, '00000000000\u0000')
  put(156, options.type ?? '0')
  put(157, options.linkName ?? '')
  put(257, options.magic ?? USTAR_MAGIC)
  put(345, options.prefix ?? '')
  put(148, options.checksum ?? `${octal(checksum(block), 6)}\u0000 `)
  return block
}

function checksum(block: Buffer): number {
  return block.reduce((sum, byte) => sum + byte, 8 * 0x20)
}

export const padded = (bytes: Uint8Array): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((BLOCK_BYTES - (bytes.length % BLOCK_BYTES)) % BLOCK_BYTES)])

/** A header with its body. */
export function entry(options: HeaderOptions, body: string | Uint8Array = ''): Buffer {
  const bytes = Buffer.from(body)
  return Buffer.concat([header({ sizeBytes: bytes.length, ...options }), padded(bytes)])
}

export const file = (path: string | Uint8Array, body: string | Uint8Array = 'content'): Buffer => entry({ path }, body)
export const folder = (path: string): Buffer => entry({ path, type: '5' })

/** One record of a pax header: `length keyword=value`, the length counting itself. */
export function paxRecord(keyword: string, value: string): string {
  const rest = Buffer.byteLength(` ${keyword}=${value}\n`)
  let length = rest + 1
  while (String(length).length + rest !== length) length++
  return `${length} ${keyword}=${value}\n`
}

export const pax = (records: Record<string, string>, options: Partial<HeaderOptions> = {}): Buffer =>
  entry(
    { path: 'PaxHeader/x', type: 'x', ...options },
    Object.entries(records)
      .map(([keyword, value]) => paxRecord(keyword, value))
      .join(''),
  )

export const longName = (path: string): Buffer =>
  entry({ path: '././@LongLink', type: 'L', magic: GNU_MAGIC }, `${path}\u0000`)

export const END = Buffer.alloc(2 * BLOCK_BYTES)

export const tar = (...parts: Uint8Array[]): Buffer => Buffer.concat([...parts, END])
export const tgz = (...parts: Uint8Array[]): Buffer => gzipSync(tar(...parts))

/** Bytes as a request delivers them, in chunks. */
export async function* chunked(bytes: Uint8Array, chunkBytes = 16 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes)
}

/** The archive with the right checksum in every block that looks like a header, so that damage is found elsewhere. */
export function sealed(bytes: Uint8Array): Buffer {
  const archive = Buffer.from(bytes)
  for (let at = 0; at + BLOCK_BYTES <= archive.length; at += BLOCK_BYTES) {
    const block = archive.subarray(at, at + BLOCK_BYTES)
    if (block.toString('latin1', 257, 262) !== 'ustar') continue
    block.fill(0, 148, 156)
    block.write(`${octal(checksum(block), 6)}\u0000 `, 148)
  }
  return archive
}
