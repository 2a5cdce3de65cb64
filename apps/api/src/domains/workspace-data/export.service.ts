import { Injectable } from '@nestjs/common'
import { Database } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { type WorkspaceAccess, WorkspacesService } from '../workspaces/index.ts'
import { ExportRecords } from './export-records.service.ts'

/** After so much text it is looked again whether the reader may still have it. */
const LOOK_EVERY_CHARACTERS = 256 * 1024

/** A copy of a workspace, or of one install of it, as lines of JSON. A reader that goes too slowly makes it wait. */
@Injectable()
export class ExportService {
  constructor(
    private readonly records: ExportRecords,
    private readonly workspaces: WorkspacesService,
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /**
   * Writes down who takes the copy, and begins it. The lines break off with `access_ended` when whoever reads them has left
   * the workspace, or when their session or token has ended.
   */
  async begin(access: WorkspaceAccess, installId?: string): Promise<AsyncGenerator<string>> {
    await this.database.transaction((tx) =>
      this.audit.append(tx, {
        actorId: access.userId,
        action: 'workspace.exported',
        subject: installId === undefined ? `workspace:${access.workspaceId}` : `install:${installId}`,
        workspaceId: access.workspaceId,
      }),
    )
    return this.lines(access, installId)
  }

  private async *lines(access: WorkspaceAccess, installId: string | undefined): AsyncGenerator<string> {
    let unlooked = 0
    for await (const record of this.records.of(access.workspaceId, installId)) {
      const line = `${JSON.stringify(record)}\n`
      unlooked += line.length
      if (unlooked >= LOOK_EVERY_CHARACTERS) {
        await this.workspaces.requireStill(access)
        unlooked = 0
      }
      yield line
    }
  }
}
