import { createHash, randomUUID } from 'node:crypto'
import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Digest, digestSchema } from '@grantry/contract'

export const digestOf = (bytes: Uint8Array): Digest =>
  digestSchema.parse(`sha256:${createHash('sha256').update(bytes).digest('hex')}`)

/** Bytes by digest. What is there is complete and never changes; the same bytes are kept once. */
export abstract class BlobStore {
  /** Durable when it resolves. */
  abstract put(bytes: Uint8Array): Promise<Digest>
  /** @throws BlobMissing; @throws BlobCorrupt when the bytes no longer have the digest */
  abstract get(digest: Digest): Promise<Buffer>
}

export class BlobMissing extends Error {
  override readonly name = 'BlobMissing'
}
export class BlobCorrupt extends Error {
  override readonly name = 'BlobCorrupt'
}

/** A directory: `<root>/ab/cdef…`, named by the hex of the digest. */
export class DirectoryBlobStore extends BlobStore {
  constructor(private readonly root: string) {
    super()
  }

  async put(bytes: Uint8Array): Promise<Digest> {
    const digest = digestOf(bytes)
    const path = this.pathOf(digest)
    if (await exists(path)) return digest
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
    const bytes = await readFile(this.pathOf(digest)).catch((cause: NodeJS.ErrnoException) => {
      throw cause.code === 'ENOENT' ? new BlobMissing(`The blob ${digest} is missing`, { cause }) : cause
    })
    if (digestOf(bytes) !== digest) throw new BlobCorrupt(`The blob ${digest} does not have its digest any more`)
    return bytes
  }

  private pathOf(digest: Digest): string {
    const hex = digest.slice('sha256:'.length)
    return join(this.root, hex.slice(0, 2), hex.slice(2))
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
