import { createHash, randomUUID } from 'node:crypto'
import { access, mkdir, open, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Digest, digestSchema } from '@grantry/contract'
import { asidePathOf, blobPathOf, ifThere } from './blob-paths.ts'
import { type FindNamed, type Swept, sweepShelf } from './shelf-sweep.ts'

export const digestOf = (bytes: Uint8Array): Digest =>
  digestSchema.parse(`sha256:${createHash('sha256').update(bytes).digest('hex')}`)

/** Bytes by digest. What is there is complete and never changes; the same bytes are kept once. */
export abstract class BlobStore {
  /** Durable when it resolves. */
  abstract put(bytes: Uint8Array): Promise<Digest>
  /** @throws BlobMissing; @throws BlobCorrupt when the bytes no longer have the digest */
  abstract get(digest: Digest): Promise<Buffer>
  /** Whether the store is that of such an owner: of the first that asks. */
  abstract belongsTo(owner: string): Promise<boolean>
  /**
   * Removes what nothing names from one of {@link SHELVES} shelves. Whoever puts a blob has a day to name it; what nothing
   * names then is set aside, comes back when it is asked for, and is removed a week later when nothing names it still.
   */
  abstract sweep(shelf: number, findNamed: FindNamed, now: Date): Promise<Swept>
}

export class BlobMissing extends Error {
  override readonly name = 'BlobMissing'
}
export class BlobCorrupt extends Error {
  override readonly name = 'BlobCorrupt'
}

/** A directory: `<root>/ab/cdef…`, named by the hex of the digest. Several servers may share it. */
export class DirectoryBlobStore extends BlobStore {
  constructor(private readonly root: string) {
    super()
  }

  async put(bytes: Uint8Array): Promise<Digest> {
    const digest = digestOf(bytes)
    const path = blobPathOf(this.root, digest)
    if (await ifThere(access(path))) {
      await touch(path)
      return digest
    }
    await mkdir(dirname(path), { recursive: true })
    // Written beside its place, synced, then renamed: a crash leaves the whole blob or none.
    const draft = `${path}.${randomUUID()}`
    try {
      const file = await open(draft, 'wx')
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, path)
      await syncDirectory(dirname(path))
    } catch (error) {
      await rm(draft, { force: true })
      throw error
    }
    return digest
  }

  async get(digest: Digest): Promise<Buffer> {
    const bytes = (await this.read(digest)) ?? (await this.takeBack(digest))
    if (bytes === null) throw new BlobMissing(`The blob ${digest} is missing`)
    if (digestOf(bytes) !== digest) throw new BlobCorrupt(`The blob ${digest} does not have its digest any more`)
    return bytes
  }

  async belongsTo(owner: string): Promise<boolean> {
    const path = join(this.root, 'owner')
    await mkdir(this.root, { recursive: true })
    await writeFile(path, `${owner}\n`, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    return (await readFile(path, 'utf8')).trim() === owner
  }

  sweep(shelf: number, findNamed: FindNamed, now: Date): Promise<Swept> {
    return sweepShelf({ root: this.root, shelf, findNamed, now })
  }

  private read(digest: Digest): Promise<Buffer | null> {
    return readFile(blobPathOf(this.root, digest)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
  }

  /** From those that are set aside; another may have done that meanwhile. */
  private async takeBack(digest: Digest): Promise<Buffer | null> {
    const path = blobPathOf(this.root, digest)
    await mkdir(dirname(path), { recursive: true })
    await ifThere(rename(asidePathOf(this.root, digest), path))
    return this.read(digest)
  }
}

/**
 * What is put is new, and so to those who look for old blobs. Where it cannot be marked, as another user's file, it may be set
 * aside before its row is written, and is found there.
 */
async function touch(path: string): Promise<void> {
  const now = new Date()
  await utimes(path, now, now).catch(() => undefined)
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
