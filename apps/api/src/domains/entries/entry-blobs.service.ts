import { Injectable } from '@nestjs/common'
import { EntriesRepository } from './entries.repository.ts'

/** The blobs that files of workspaces are made of. */
@Injectable()
export class EntryBlobs {
  constructor(private readonly repository: EntriesRepository) {}

  /** Which of some digests are the content of an entry or a sidecar. */
  findNamed(digests: readonly string[]): Promise<Set<string>> {
    return this.repository.findNamed(digests)
  }
}
