import { ByteSource } from './archive-bytes.ts'
import { ArchiveContents } from './archive-contents.ts'
import { ArchiveRefused } from './archive.errors.ts'
import { gunzipOnce } from './archive-gzip.ts'
import { ARCHIVE_LIMITS, inBytes, type ArchiveLimits } from './archive-limits.ts'
import { tarParts } from './archive-tar.ts'

/** An uploaded archive, read into memory and found in order. */
export interface Archive {
  /** By path from the root of the extension, `package/` taken off. */
  files: ReadonlyMap<string, Uint8Array>
  /** Of the gzip file as it was sent. */
  uploadBytes: number
  /** Of all files together. */
  unpackedBytes: number
}

/**
 * Reads an uploaded .tgz as it arrives, in memory and never to disk. Regular files and folders alone, names that every
 * file system takes, exact sizes and ends; file modes, owners and times are not kept.
 *
 * An upload that is refused is not read on, and the iteration over it is ended. (For a Node stream that destroys it:
 * pass `stream.iterator({ destroyOnReturn: false })` where the connection has to stay open for the answer.)
 *
 * @throws ArchiveRefused at the first thing that is wrong. Errors of the upload itself pass through.
 */
export async function readArchive(
  upload: AsyncIterable<Uint8Array>,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<Archive> {
  const counted = new CountedUpload(upload, limits)
  const tar = new ByteSource(gunzipOnce(counted, limits))
  try {
    const contents = new ArchiveContents(limits)
    for await (const { announces, blocks } of tarParts(tar, limits)) {
      if (announces) contents.expect(announces)
      contents.write(blocks)
    }
    const files = contents.finish()
    const unpackedBytes = [...files.values()].reduce((sum, { length }) => sum + length, 0)
    return { files, uploadBytes: counted.bytes, unpackedBytes }
  } finally {
    await tar.close()
  }
}

class CountedUpload implements AsyncIterable<Uint8Array> {
  readonly #upload: AsyncIterable<Uint8Array>
  readonly #maxBytes: number
  bytes = 0

  constructor(upload: AsyncIterable<Uint8Array>, { uploadBytes }: ArchiveLimits) {
    this.#upload = upload
    this.#maxBytes = uploadBytes
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#upload) {
      this.bytes += chunk.length
      if (this.bytes > this.#maxBytes) throw new ArchiveRefused('upload_size', null, inBytes(this.#maxBytes))
      yield chunk
    }
  }
}
