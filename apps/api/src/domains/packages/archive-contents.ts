import { Parser, type ReadEntry } from 'tar'
import { quoted } from './archive-text.ts'
import { ArchiveRefused } from './archive.errors.ts'
import { inBytes, type ArchiveLimits } from './archive-limits.ts'
import { checkPath, PathRegister } from './archive-path.ts'
import type { TarEntry } from './archive-tar.ts'

/**
 * Takes the files out of a tar with the same parser that npm uses, `tar`, and holds it to what the headers announced:
 * where two readers see one archive differently, it is refused.
 */
export class ArchiveContents {
  readonly #limits: ArchiveLimits
  readonly #parser: Parser
  readonly #register = new PathRegister()
  readonly #files = new Map<string, Uint8Array>()
  #entries = 0
  #fileBytes = 0
  /** The entry announced last. */
  #current: EntryInProgress | null = null

  constructor(limits: ArchiveLimits) {
    this.#limits = limits
    this.#parser = new Parser({
      brotli: false,
      zstd: false,
      maxMetaEntrySize: limits.extendedHeaderBytes,
      onReadEntry: (entry) => this.#read(entry),
      onwarn: (_code, message) => this.#disagree(message),
    })
    this.#parser.on('ignoredEntry', () => this.#disagree('one skips it'))
    this.#parser.on('error', (cause: Error) => this.#disagree(cause.message, { cause }))
  }

  /**
   * Announces the entry whose header comes with the next `write`.
   *
   * @throws ArchiveRefused when its name or size is not accepted, before any of its bytes are kept.
   */
  expect(entry: TarEntry): void {
    this.#settle()
    this.#count(entry)
    const path = plainPath(entry)
    if (entry.kind === 'file' || path !== ROOT) {
      checkPath(path, this.#limits)
      this.#register.add({ path, kind: entry.kind })
    }
    const bytes = new Uint8Array(entry.sizeBytes)
    if (entry.kind === 'file') this.#files.set(path, bytes)
    this.#current = { entry, bytes, filledBytes: 0, state: 'announced' }
  }

  /** @throws ArchiveRefused when tar's parser objects, or sees something else than what was announced. */
  write(blocks: Uint8Array): void {
    this.#parser.write(Buffer.from(blocks.buffer, blocks.byteOffset, blocks.byteLength))
  }

  /**
   * The files by path, from the root of the extension.
   *
   * @throws ArchiveRefused when there is none, or some lie in the folder `package/` and some outside.
   */
  finish(): ReadonlyMap<string, Uint8Array> {
    this.#settle()
    if (this.#files.size === 0) throw new ArchiveRefused('no_files')
    this.#parser.end()
    return fromRoot(this.#files)
  }

  #count({ path, sizeBytes }: TarEntry): void {
    const { entries, fileBytes, unpackedBytes } = this.#limits
    this.#entries += 1
    this.#fileBytes += sizeBytes
    if (this.#entries > entries) throw new ArchiveRefused('entry_count', path, entries.toLocaleString('en'))
    if (sizeBytes > fileBytes) throw new ArchiveRefused('file_size', path, inBytes(fileBytes))
    if (this.#fileBytes > unpackedBytes) throw new ArchiveRefused('unpacked_size', null, inBytes(unpackedBytes))
  }

  #read(seen: ReadEntry): void {
    const current = this.#current
    if (current?.state !== 'announced') return this.#disagree('one sees another entry in it')
    const { kind, path, sizeBytes } = current.entry
    if (seen.path !== path) return this.#disagree(`one calls it ${quoted(seen.path)}`)
    if (KINDS[seen.type] !== kind) return this.#disagree(`one takes it for a ${seen.type}`)
    if (seen.size !== sizeBytes) return this.#disagree(`one reads ${seen.size} bytes`)
    current.state = 'met'
    seen.on('data', (chunk) => {
      current.bytes.set(chunk, current.filledBytes)
      current.filledBytes += chunk.length
    })
  }

  /** Checks that the entry announced last has come, in full. */
  #settle(): void {
    const current = this.#current
    if (current && (current.state !== 'met' || current.filledBytes !== current.entry.sizeBytes))
      this.#disagree('one does not see all of it')
  }

  #disagree(fact: string, options?: ErrorOptions): never {
    throw new ArchiveRefused('readers_disagree', this.#current?.entry.path ?? null, fact, options)
  }
}

interface EntryInProgress {
  entry: TarEntry
  bytes: Uint8Array
  filledBytes: number
  state: 'announced' | 'met'
}

/** Types of tar's parser that an announced entry may have. */
const KINDS: Readonly<Record<string, TarEntry['kind']>> = { File: 'file', OldFile: 'file', Directory: 'folder' }

const ROOT = ''
/** `tar -czf x.tgz .` begins every name with `./`, and a folder's name may end with a slash. */
function plainPath({ kind, path }: TarEntry): string {
  const relative = path.startsWith('./') ? path.slice(2) : path
  if (kind === 'file') return relative
  return relative.endsWith('/') ? relative.slice(0, -1) : relative
}

const PACKAGE = 'package/'

/** The files of the folder `package/`, when there is one, as `npm pack` makes it; otherwise all as they are. */
function fromRoot(files: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  const paths = [...files.keys()]
  const inside = paths.find((path) => path.startsWith(PACKAGE))
  if (inside === undefined) return files
  const outside = paths.find((path) => !path.startsWith(PACKAGE))
  if (outside !== undefined) throw new ArchiveRefused('two_roots', outside, quoted(inside))
  return new Map([...files].map(([path, bytes]) => [path.slice(PACKAGE.length), bytes]))
}
