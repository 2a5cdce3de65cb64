import { constants, deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { END, chunked, entry, file, folder, header, longName, pax, sealed, tar } from '../../../test/archives.ts'
import { ArchiveRefused } from './archive.errors.ts'
import { ARCHIVE_LIMITS } from './archive-limits.ts'
import { readArchive } from './archive-reader.ts'

const MIB = 1024 * 1024

/** What came of an archive: a refusal's code, or `accepted`. Anything else thrown fails the test. */
async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'accepted'
  } catch (error) {
    if (error instanceof ArchiveRefused) return error.code
    throw error
  }
}

/** A gzip file of 10 GB of zeros behind a good beginning, made while it is read; counts what was taken of it. */
class Bomb implements AsyncIterable<Uint8Array> {
  readonly #start: Uint8Array
  takenBytes = 0
  peakBytes = 0

  constructor(...start: Uint8Array[]) {
    this.#start = Buffer.concat(start)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const flush = { finishFlush: constants.Z_FULL_FLUSH }
    const zeros = deflateRawSync(Buffer.alloc(MIB), flush)
    yield this.#count(Buffer.from('1f8b08000000000000ff', 'hex'))
    yield this.#count(deflateRawSync(this.#start, flush))
    for (let mib = 0; mib < 10 * 1024; mib++) yield this.#count(zeros)
  }

  #count(bytes: Uint8Array): Uint8Array {
    this.takenBytes += bytes.length
    this.peakBytes = Math.max(this.peakBytes, process.memoryUsage().external)
    return bytes
  }
}

describe('a bomb of 10 GB', () => {
  const claims = (size: string) => header({ path: 'zeros', size })
  const shapes = [
    { shape: 'behind the end marker', start: [file('a'), END] },
    { shape: 'as one file', start: [claims('00077777777\u0000')] },
    { shape: 'as a file that claims 8 GiB', start: [claims('77777777777\u0000')] },
    { shape: 'without a tar', start: [] },
  ]

  it.each(shapes)('is refused after a few bytes of it: $shape', async ({ start }) => {
    const bomb = new Bomb(...start)
    expect(await outcome(readArchive(bomb))).toMatch(/^archive_(?:ratio|too_large)$/)
    expect(bomb.takenBytes).toBeLessThan(16 * 1024)
  })

  it.each(shapes)('is refused at the size limit when no ratio stops it: $shape', async ({ start }) => {
    const bomb = new Bomb(...start)
    const before = process.memoryUsage().external
    const limits = { ...ARCHIVE_LIMITS, ratio: Number.POSITIVE_INFINITY }
    expect(await outcome(readArchive(bomb, limits))).toBe('archive_too_large')
    expect(bomb.takenBytes).toBeLessThan(128 * 1024)
    expect(bomb.peakBytes - before).toBeLessThan(4 * ARCHIVE_LIMITS.unpackedBytes)
  })
})

/** A good archive with one of everything. */
const PARTS = [
  pax({ comment: 'commit' }, { type: 'g' }),
  file('extension.json', '{"id":"x"}'),
  folder('lib/'),
  file('lib/main.js', 'x'.repeat(1_300)),
  pax({ path: 'lib/größe.txt', mtime: '1.5' }),
  entry({ path: 'lib/gr??e.txt' }, 'groß'),
  longName(`lib/${'l'.repeat(120)}`),
  entry({ path: `lib/${'l'.repeat(96)}` }, 'long'),
  file('empty', ''),
]
const TAR = tar(...PARTS)
const GZIP = gzipSync(TAR)

describe('a cut archive', () => {
  it('is refused at every block of the tar', async () => {
    for (let bytes = 0; bytes < TAR.length; bytes += 512) {
      const code = await outcome(readArchive(chunked(gzipSync(TAR.subarray(0, bytes)))))
      expect(code, `cut after ${bytes} bytes`).toMatch(/^archive_(?:truncated|header)$/)
    }
  })

  it('is refused at every byte of the gzip file', async () => {
    for (let bytes = 1; bytes < GZIP.length; bytes++) {
      const code = await outcome(readArchive(chunked(GZIP.subarray(0, bytes))))
      expect(code, `cut after ${bytes} bytes`).toBe('archive_truncated')
    }
  })
})

/** Repeatable random integers below a bound (mulberry32). */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const MUTATIONS: readonly ((bytes: Buffer, roll: (below: number) => number) => Buffer)[] = [
  (bytes, roll) => {
    const at = roll(bytes.length)
    bytes[at] = roll(256)
    return bytes
  },
  (bytes, roll) => {
    const at = roll(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << roll(8))
    return bytes
  },
  (bytes, roll) => bytes.fill(roll(2) * 0xff, roll(bytes.length), roll(bytes.length)),
  (bytes, roll) => {
    const at = roll(bytes.length)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + roll(700))])
  },
  (bytes, roll) => {
    const [from, at] = [512 * roll(bytes.length / 512), 512 * roll(bytes.length / 512)]
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, from + 512), bytes.subarray(at)])
  },
  (bytes, roll) => {
    const at = roll(bytes.length)
    return Buffer.concat([bytes.subarray(0, at), Buffer.from('9'.repeat(1 + roll(20))), bytes.subarray(at)])
  },
]

function mutant(original: Buffer, seed: number): Buffer {
  const roll = dice(seed)
  let bytes: Buffer = Buffer.from(original)
  for (let count = 1 + roll(3); count > 0; count--) bytes = MUTATIONS[roll(MUTATIONS.length)]?.(bytes, roll) ?? bytes
  return bytes
}

describe('a mutated archive', () => {
  const SEEDS = 1_000
  const kinds = [
    { kind: 'in its tar', make: (seed: number) => gzipSync(mutant(TAR, seed)) },
    { kind: 'in its tar, with right checksums', make: (seed: number) => gzipSync(sealed(mutant(TAR, seed))) },
    { kind: 'in its gzip file', make: (seed: number) => mutant(GZIP, seed) },
  ]

  it.each(kinds)('is read or refused, and breaks nothing: $kind', async ({ make }) => {
    const outcomes = new Set<string>()
    for (let seed = 0; seed < SEEDS; seed++)
      outcomes.add(await outcome(readArchive(chunked(make(seed), 1 + (seed % 900)))))
    expect(outcomes.size).toBeGreaterThan(3)
  })
})
