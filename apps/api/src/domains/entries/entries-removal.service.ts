import { Injectable } from '@nestjs/common'
import type { Tx } from '../../platform/database/index.ts'
import { EntriesRepository } from './entries.repository.ts'

/** The end of all files of a workspace, with the workspace. */
@Injectable()
export class EntriesRemoval {
  constructor(private readonly repository: EntriesRepository) {}

  /** With their sidecars. Answers how many entries there were. */
  removeAll(tx: Tx, workspaceId: string): Promise<number> {
    return this.repository.deleteAll(tx, workspaceId)
  }
}
