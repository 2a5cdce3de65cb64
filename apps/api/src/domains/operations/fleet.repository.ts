import { Injectable } from '@nestjs/common'
import type { VersionState } from '@grantry/contract'
import { Database } from '../../platform/database/index.ts'

interface FleetVersion {
  extension: string
  name: string
  versionId: string
  version: string
  state: VersionState
  installs: number
}

/** Counts over all installs of a publisher's extensions, whoever they belong to. Nothing but counts leaves this file. */
@Injectable()
export class FleetRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  /** Versions that are or were in the store, newest upload first. */
  versions(publisherId: string): Promise<FleetVersion[]> {
    return this.db.$queryRaw<FleetVersion[]>`
      SELECT e.id AS extension, e.name, v.id AS "versionId", v.version, v.state::text AS state,
        (SELECT count(*)::int FROM installs i WHERE i.version_id = v.id AND i.state <> 'removed') AS installs
      FROM versions v JOIN extensions e ON e.id = v.extension_id
      WHERE e.publisher_id = ${publisherId}::uuid AND v.state IN ('approved', 'yanked', 'taken_down')
      ORDER BY e.id, v.id DESC`
  }

  /** By the version that an install has now. */
  calls(publisherId: string, since: Date): Promise<{ versionId: string; calls: number; failed: number }[]> {
    return this.db.$queryRaw`
      SELECT i.version_id AS "versionId", sum(u.calls)::int AS calls, sum(u.failed)::int AS failed
      FROM usage_days u JOIN installs i ON i.id = u.install_id JOIN extensions e ON e.id = i.extension_id
      WHERE e.publisher_id = ${publisherId}::uuid AND u.day >= ${since}::date
      GROUP BY i.version_id`
  }

  /** Errors that the platform wrote down, as far as the logs of the installs still have them. */
  faults(publisherId: string, since: Date): Promise<{ versionId: string; code: string; count: number }[]> {
    return this.db.$queryRaw`
      SELECT i.version_id AS "versionId", l.code, count(*)::int AS count
      FROM install_logs l JOIN installs i ON i.id = l.install_id JOIN extensions e ON e.id = i.extension_id
      WHERE e.publisher_id = ${publisherId}::uuid AND l.at >= ${since} AND l.source = 'host' AND l.level = 'error'
        AND l.code IS NOT NULL
      GROUP BY i.version_id, l.code ORDER BY count(*) DESC, l.code`
  }

  /** Installs at the end of each day, in UTC. */
  daily(
    publisherId: string,
    since: Date,
    until: Date,
  ): Promise<{ extension: string; day: string; installs: number }[]> {
    return this.db.$queryRaw`
      SELECT e.id AS extension, to_char(d.day, 'YYYY-MM-DD') AS day, count(i.id)::int AS installs
      FROM extensions e
        CROSS JOIN generate_series(${since}::date, ${until}::date, interval '1 day') AS d(day)
        LEFT JOIN installs i ON i.extension_id = e.id AND i.created_at < d.day + interval '1 day'
          AND (i.removed_at IS NULL OR i.removed_at >= d.day + interval '1 day')
      WHERE e.publisher_id = ${publisherId}::uuid
      GROUP BY e.id, d.day ORDER BY e.id, d.day`
  }
}
