import { Injectable } from '@nestjs/common'
import { extensionIdSchema, installIdSchema, type WorkspaceData } from '@grantry/contract'
import { AppConfig } from '../../config/app-config.ts'
import { RecordsService } from '../operations/index.ts'
import type { WorkspaceAccess } from '../workspaces/index.ts'
import { HoldingsRepository } from './holdings.repository.ts'

/** How much a workspace and its installs hold. */
@Injectable()
export class HoldingsService {
  constructor(
    private readonly repository: HoldingsRepository,
    private readonly records: RecordsService,
    private readonly config: AppConfig,
  ) {}

  async of({ workspaceId }: WorkspaceAccess): Promise<WorkspaceData> {
    await this.records.flush()
    const [files, installs] = await Promise.all([
      this.repository.countFiles(workspaceId),
      this.repository.countByInstall(workspaceId),
    ])
    return {
      ...files,
      quotaBytes: this.config.workspaceQuotaMiB * 1024 * 1024,
      installs: installs.map(({ id, extensionId, state, logLines, logBytes, calls, jobs }) => ({
        installId: installIdSchema.parse(id),
        extension: extensionIdSchema.parse(extensionId),
        status: state,
        log: { lines: logLines, bytes: Number(logBytes) },
        calls: Number(calls),
        jobs,
      })),
    }
  }
}
