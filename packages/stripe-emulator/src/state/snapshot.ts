import { mkdir, open, readFile, rename, writeFile, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

import type { Store, StoreChanges } from './store.ts'

const HEADER = { version: 1 }

/** The file is written anew when it has grown to this many times what it holds. */
const GROWTH = 8
const SMALLEST_BYTES = 1 << 20

/**
 * Keeps a store in a file, so that it survives the end of the process, also a sudden one.
 *
 * The file has a line for each set of changes that was kept at once, the first of which is everything there was when it
 * was begun. A line that was cut off never happened. It is not made to survive a failure of the machine itself.
 */
export class Snapshot {
  private readonly file: string
  private readonly store: Store
  private handle: FileHandle | undefined
  private savedRevision = -1
  private writing: Promise<void> | undefined
  private heldBytes = 0
  private writtenBytes = 0

  constructor(file: string, store: Store) {
    this.file = file
    this.store = store
  }

  /** Reads what was kept; a file that does not exist leaves the store empty. */
  async load(): Promise<void> {
    await mkdir(dirname(this.file), { recursive: true })
    const text = await readFile(this.file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    })
    const [header, ...lines] = text.split('\n').slice(0, -1)
    if (header !== undefined && header !== JSON.stringify(HEADER)) {
      throw new Error(`${this.file} was written by another version of the emulator; remove it`)
    }
    for (const line of lines) this.store.apply(JSON.parse(line) as StoreChanges)
    await this.begin()
  }

  /** Resolves once the file holds all that the store holds now. Calls at the same time share a write. */
  async flush(): Promise<void> {
    const wanted = this.store.revision
    while (this.savedRevision < wanted) await (this.writing ??= this.write())
  }

  async close(): Promise<void> {
    await this.flush()
    await this.handle?.close()
  }

  private async write(): Promise<void> {
    try {
      if (this.writtenBytes > Math.max(SMALLEST_BYTES, this.heldBytes * GROWTH)) {
        await this.begin()
        return
      }
      const { revision } = this.store
      const line = `${JSON.stringify(this.store.takeChanges())}\n`
      await this.handle?.appendFile(line)
      this.writtenBytes += line.length
      this.savedRevision = revision
    } catch (error) {
      // What was taken is in no line now: the next write begins anew, with everything.
      this.writtenBytes = Number.POSITIVE_INFINITY
      throw error
    } finally {
      this.writing = undefined
    }
  }

  /** Begins the file anew with what the store holds; the old one stays until the new one is whole. */
  private async begin(): Promise<void> {
    const { revision } = this.store
    this.store.takeChanges()
    const text = `${JSON.stringify(HEADER)}\n${JSON.stringify(this.store.contents())}\n`
    await writeFile(`${this.file}.new`, text)
    await this.handle?.close()
    await rename(`${this.file}.new`, this.file)
    this.handle = await open(this.file, 'a')
    this.heldBytes = text.length
    this.writtenBytes = 0
    this.savedRevision = revision
  }
}
