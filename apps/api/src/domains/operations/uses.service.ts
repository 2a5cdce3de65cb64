import { Injectable, Logger } from '@nestjs/common'
import type { InstallUses, PermissionId } from '@grantry/contract'
import type { AccessRequest } from '@grantry/runtime'
import { Clock } from '../../kernel/clock.ts'
import type { Tx } from '../../platform/database/index.ts'
import { InstallsService } from '../grants/index.ts'
import type { WorkspaceAccess } from '../workspaces/index.ts'
import type { Invocation } from './invocation.ts'
import { firstKeptDay, UseRetention } from './use-retention.ts'
import { type UseRecord, UsesRepository, type UseTotals } from './uses.repository.ts'
import { toInstallUses } from './uses.views.ts'
import { WriteBehind } from './write-behind.ts'

const DELAY_MS = 250
const MAX_PENDING = 500

/** What installs do with what they were granted: told by the gate, for the people who granted it. */
@Injectable()
export class UsesService {
  private readonly logger = new Logger('uses')
  private readonly uses: WriteBehind<UseRecord>

  constructor(
    private readonly repository: UsesRepository,
    private readonly installs: InstallsService,
    private readonly clock: Clock,
  ) {
    const retention = new UseRetention(repository)
    this.uses = new WriteBehind<UseRecord>({
      delayMs: DELAY_MS,
      maxPending: MAX_PENDING,
      write: async (records) => {
        await repository.add(records)
        await retention.after(records, clock.now())
      },
      onError: (error) => this.logger.error({ msg: 'uses of permissions were lost', err: error }),
    })
  }

  /** `request` is null when the gate decided before it knew what was to be touched. */
  record(
    { workspaceId, installId }: Invocation,
    permission: PermissionId,
    request: AccessRequest | null,
    decision: UseRecord['decision'],
  ): void {
    const target = request === null ? null : clipped(targetOf(request))
    this.uses.add({ workspaceId, installId, permission, target, decision, at: this.clock.now() })
  }

  /** Also of a removed install. */
  async list(access: WorkspaceAccess, installId: string): Promise<InstallUses> {
    const install = await this.installs.get(access, installId)
    await this.flush()
    const from = firstKeptDay(this.clock.now())
    const [totals, days, targets] = await Promise.all([
      this.repository.totals(access.workspaceId, installId),
      this.repository.days(access.workspaceId, installId, from),
      this.repository.targets(access.workspaceId, installId),
    ])
    return toInstallUses(install, { totals, days, targets })
  }

  /** By permission, since it was installed. */
  async totals({ workspaceId }: Pick<WorkspaceAccess, 'workspaceId'>, installId: string): Promise<UseTotals[]> {
    await this.flush()
    return this.repository.totals(workspaceId, installId)
  }

  /**
   * Deletes what all installs of a workspace have touched: names of files and hosts. How often, by permission, stays.
   * Whoever calls it has flushed before the transaction, as for logs.
   */
  async forgetTargets(tx: Tx, workspaceId: string): Promise<void> {
    await this.repository.deleteTargets(tx, workspaceId)
  }

  /** Writes what is still held back. */
  flush(): Promise<void> {
    return this.uses.flush()
  }
}

/** What a host call touches, as people know it; null where there is nothing to name. */
function targetOf({ target }: AccessRequest): string | null {
  if ('path' in target) return target.path
  if ('host' in target) return target.host
  if ('name' in target) return target.name
  if ('operation' in target) return target.operation
  return 'job' in target ? target.job : null
}

/** What is longer does not fit into an index row of PostgreSQL, and one guest's row that fails would cost others theirs. */
const TARGET_LENGTH = 500

const clipped = (target: string | null): string | null =>
  target === null || target.length <= TARGET_LENGTH ? target : `${target.slice(0, TARGET_LENGTH).toWellFormed()}…`
