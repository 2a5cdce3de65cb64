import { crc32, createInflateRaw, type InflateRaw } from 'node:zlib'
import { ArchiveRefused } from './archive.errors.ts'
import { ByteSource } from './archive-bytes.ts'
import { inBytes, type ArchiveLimits } from './archive-limits.ts'

/**
 * Unpacks exactly one gzip member (RFC 1952) and nothing else, as the bytes arrive.
 *
 * Node's own gunzip goes on with further members and drops what follows the last one. Here only the deflate stream is
 * left to zlib; header and trailer are read in this file, so that the end of the member is known to the byte.
 *
 * @throws ArchiveRefused for whatever is wrong with the bytes. Errors of `upload` itself pass through.
 */
export async function* gunzipOnce(
  upload: AsyncIterable<Uint8Array>,
  limits: ArchiveLimits,
): AsyncGenerator<Uint8Array> {
  const source = new ByteSource(upload)
  const inflater = new Inflater()
  try {
    await skipGzipHeader(source)
    let unpackedBytes = 0
    let checksum = 0
    for await (const chunk of inflater.read(source)) {
      unpackedBytes += chunk.length
      checksum = crc32(chunk, checksum)
      refuseBomb(unpackedBytes, inflater.consumedBytes, limits)
      yield chunk
    }
    await checkTrailer(source, checksum, unpackedBytes)
    await expectEnd(source)
  } finally {
    inflater.close()
    await source.close()
  }
}

function refuseBomb(unpackedBytes: number, consumedBytes: number, limits: ArchiveLimits): void {
  if (unpackedBytes > limits.ratioFromBytes && unpackedBytes > limits.ratio * consumedBytes)
    throw new ArchiveRefused('ratio', null, String(limits.ratio))
  if (unpackedBytes > limits.unpackedBytes)
    throw new ArchiveRefused('unpacked_size', null, inBytes(limits.unpackedBytes))
}

const MAGIC = [0x1f, 0x8b]
const DEFLATE = 8
const FLAG = { headerChecksum: 0x02, extra: 0x04, name: 0x08, comment: 0x10, reserved: 0xe0 } as const
const MAX_TEXT_BYTES = 1024

const cut = () => new ArchiveRefused('gzip_cut')

async function skipGzipHeader(source: ByteSource): Promise<void> {
  const first = await source.atMost(1)
  if (first.length === 0) throw new ArchiveRefused('nothing_uploaded')
  if (first[0] !== MAGIC[0]) throw new ArchiveRefused('not_gzip')
  // Then magic and method, flags, four bytes of time, one each of extra flags and operating system.
  const [second, method, flags = 0] = await source.exactly(9, cut)
  if (second !== MAGIC[1] || method !== DEFLATE) throw new ArchiveRefused('not_gzip')
  if (flags & FLAG.reserved) throw new ArchiveRefused('gzip_header', null, 'reserved flags')
  if (flags & FLAG.extra) throw new ArchiveRefused('gzip_header', null, 'an extra field')
  if (flags & FLAG.headerChecksum) throw new ArchiveRefused('gzip_header', null, 'a checksum of its own')
  if (flags & FLAG.name) await skipText(source)
  if (flags & FLAG.comment) await skipText(source)
}

/** The name of the file that was packed, or a comment: any bytes, ended by a zero byte. */
async function skipText(source: ByteSource): Promise<void> {
  for (let bytes = 0; bytes < MAX_TEXT_BYTES; bytes++) {
    const [byte] = await source.exactly(1, cut)
    if (byte === 0) return
  }
  throw new ArchiveRefused('gzip_header', null, `a name or comment of more than ${MAX_TEXT_BYTES} bytes`)
}

async function checkTrailer(source: ByteSource, checksum: number, unpackedBytes: number): Promise<void> {
  const { buffer } = await source.exactly(8, cut)
  const fields = new DataView(buffer)
  if (fields.getUint32(0, true) !== checksum) throw new ArchiveRefused('gzip_damaged', null, 'its checksum differs')
  if (fields.getUint32(4, true) !== unpackedBytes % 2 ** 32)
    throw new ArchiveRefused('gzip_damaged', null, 'its length differs')
}

async function expectEnd(source: ByteSource): Promise<void> {
  const [next] = await source.atMost(1)
  if (next !== undefined) throw new ArchiveRefused(next === MAGIC[0] ? 'gzip_members' : 'gzip_trailing')
}

/**
 * Bytes given to zlib at a time. Deflate grows at most 1,032 times, so one step makes less than 8.1 MiB before the
 * limits are looked at again.
 */
const STEP_BYTES = 8 * 1024

/** Reads one raw deflate stream (RFC 1951) and leaves what follows it in the source. */
class Inflater {
  readonly #zlib: InflateRaw = createInflateRaw()
  #unpacked: Uint8Array[] = []

  constructor() {
    this.#zlib.on('data', (chunk: Uint8Array) => this.#unpacked.push(chunk))
  }

  get consumedBytes(): number {
    return this.#zlib.bytesWritten
  }

  async *read(source: ByteSource): AsyncGenerator<Uint8Array> {
    for (;;) {
      const before = this.#zlib.bytesWritten
      const step = await source.atMost(STEP_BYTES)
      if (step.length === 0) throw cut()
      await this.#write(step)
      yield* this.#unpacked.splice(0)
      const usedBytes = this.#zlib.bytesWritten - before
      if (usedBytes === step.length) continue
      source.putBack(step.subarray(usedBytes))
      return
    }
  }

  close(): void {
    this.#zlib.destroy()
  }

  /** When the stream ends before the bytes do, zlib reports its own end, and never that the write is done. */
  #write(bytes: Uint8Array): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const fail = (cause: Error) => reject(new ArchiveRefused('gzip_damaged', null, 'it does not unpack', { cause }))
    const done = () => {
      this.#zlib.off('end', done).off('error', fail)
      resolve()
    }
    this.#zlib.once('end', done).once('error', fail)
    this.#zlib.write(bytes, (error) => (error ? fail(error) : done()))
    return promise
  }
}
