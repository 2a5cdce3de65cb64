import { Injectable } from '@nestjs/common'
import type { Digest, ExtensionDetail } from '@grantry/contract'
import { BlobStore } from '../../platform/blobs/index.ts'
import type { PagePicture } from '../../platform/http/index.ts'
import { pictureSize, type PictureSize } from './picture-size.ts'

/** Of how many files the size is kept at hand; a file never changes. */
const KEPT = 1_000
/** The smallest that sites show in a preview at all, in pixels. */
const SMALLEST = 144

/** What a shared link of an extension shows: its first screenshot, or else its icon, where they are pictures of pixels. */
@Injectable()
export class PreviewPictures {
  private readonly sizes = new Map<Digest, PictureSize | null>()

  constructor(private readonly blobs: BlobStore) {}

  /** Null when it has none that a preview can show. */
  async of({ name, iconUrl, latest }: ExtensionDetail): Promise<PagePicture | null> {
    const shown = latest.screenshotUrls.map((path) => ({ path, alt: `Screenshot of ${name}` }))
    const icon = iconUrl === null ? [] : [{ path: iconUrl, alt: `Icon of ${name}` }]
    for (const { path, alt } of [...shown, ...icon]) {
      const file = latest.files.find((candidate) => path.endsWith(`/files/${candidate.path}`))
      const size = file === undefined ? null : await this.sizeOf(file.digest)
      if (size !== null && Math.min(size.width, size.height) >= SMALLEST) return { path, alt, ...size }
    }
    return null
  }

  private async sizeOf(digest: Digest): Promise<PictureSize | null> {
    const known = this.sizes.get(digest)
    if (known !== undefined) return known
    const size = pictureSize(await this.blobs.get(digest))
    if (this.sizes.size >= KEPT) this.sizes.clear()
    this.sizes.set(digest, size)
    return size
  }
}
