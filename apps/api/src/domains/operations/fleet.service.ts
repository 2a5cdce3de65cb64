import { Injectable } from '@nestjs/common'
import { extensionIdSchema, type Fleet, versionSchema } from '@grantry/contract'
import { Clock } from '../../kernel/clock.ts'
import { FleetRepository } from './fleet.repository.ts'
import { RecordsService } from './records.service.ts'

const DAYS = 30
const DAY_MS = 86_400_000

/** What publishers may know of the installs of their extensions: how many there are, and how they fail. */
@Injectable()
export class FleetService {
  constructor(
    private readonly repository: FleetRepository,
    private readonly records: RecordsService,
    private readonly clock: Clock,
  ) {}

  async of(publisherId: string): Promise<Fleet> {
    await this.records.flush()
    const until = this.clock.now()
    const since = new Date(until.getTime() - (DAYS - 1) * DAY_MS)
    const [versions, calls, faults, daily] = await Promise.all([
      this.repository.versions(publisherId),
      this.repository.calls(publisherId, since),
      this.repository.faults(publisherId, since),
      this.repository.daily(publisherId, since, until),
    ])
    const called = new Map(calls.map((row) => [row.versionId, row]))
    const extensions = Map.groupBy(versions, ({ extension }) => extension)
    return {
      days: DAYS,
      extensions: [...extensions].map(([extension, ofExtension]) => ({
        extension: extensionIdSchema.parse(extension),
        name: ofExtension[0]?.name ?? extension,
        installs: ofExtension.reduce((sum, { installs }) => sum + installs, 0),
        daily: daily.filter((row) => row.extension === extension).map(({ day, installs }) => ({ day, installs })),
        versions: ofExtension.map(({ versionId, version, state, installs }) => ({
          version: versionSchema.parse(version),
          status: state,
          installs,
          calls: called.get(versionId)?.calls ?? 0,
          failed: called.get(versionId)?.failed ?? 0,
          faults: faults.filter((row) => row.versionId === versionId).map(({ code, count }) => ({ code, count })),
        })),
      })),
    }
  }
}
