import { Injectable } from '@nestjs/common'
import { CatalogRepository } from './catalog.repository.ts'

/** The blobs that versions are made of. */
@Injectable()
export class PackageBlobs {
  constructor(private readonly repository: CatalogRepository) {}

  /** Which of some digests are those of an archive, a module or a file of a version. */
  findNamed(digests: readonly string[]): Promise<Set<string>> {
    return this.repository.findNamed(digests)
  }
}
