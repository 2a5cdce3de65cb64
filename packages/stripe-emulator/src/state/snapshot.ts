import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

import type { Store, StoreContents } from './store.ts'

/** Keeps a store in a file, so that it survives a restart. Each write replaces the file as a whole. */
export class Snapshot {
  private readonly file: string
  private readonly store: Store
  private savedRevision = -1
  private writing: Promise<void> | undefined

  constructor(file: string, store: Store) {
    this.file = file
    this.store = store
  }

  /** Reads what was kept; a file that does not exist leaves the store empty. */
  async load(): Promise<void> {
    const text = await readFile(this.file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    if (text === undefined) return
    const contents = JSON.parse(text) as StoreContents
    if (contents.version !== 1)
      throw new Error(`${this.file} was written by another version of the emulator; remove it`)
    this.store.restore(contents)
    this.savedRevision = this.store.revision
  }

  /** Resolves once the file holds all that the store holds now. Calls at the same time share a write. */
  async flush(): Promise<void> {
    const wanted = this.store.revision
    while (this.savedRevision < wanted) await (this.writing ??= this.write())
  }

  private async write(): Promise<void> {
    try {
      const { revision } = this.store
      const text = JSON.stringify(this.store.contents())
      await mkdir(dirname(this.file), { recursive: true })
      const handle = await open(`${this.file}.new`, 'w')
      try {
        await handle.writeFile(text)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(`${this.file}.new`, this.file)
      this.savedRevision = revision
    } finally {
      this.writing = undefined
    }
  }
}
