import { Injectable } from '@nestjs/common'
import { Database } from '../../platform/database/index.ts'
import type { Found } from './catalog-search.repository.ts'

/** Below this, two extensions have nothing to do with each other. */
const LEAST_RELATION = 0.4

/** What the store shows beside what was searched for. */
@Injectable()
export class ShelvesRepository {
  constructor(private readonly database: Database) {}

  countByCategory(): Promise<{ category: string; extensions: number }[]> {
    return this.database.client.$queryRaw`
      SELECT category, count(*)::int AS extensions
      FROM extensions, unnest(categories) AS category
      WHERE latest_version_id IS NOT NULL
      GROUP BY category ORDER BY category`
  }

  countExtensions(): Promise<number> {
    return this.database.client.extension.count({ where: { latestVersionId: { not: null } } })
  }

  /** Newest first. */
  listExtensions(limit: number): Promise<{ id: string; updatedAt: Date; publisher: { slug: string } }[]> {
    return this.database.client.extension.findMany({
      where: { latestVersionId: { not: null } },
      select: { id: true, updatedAt: true, publisher: { select: { slug: true } } },
      orderBy: { updatedAt: 'desc' },
      take: limit,
    })
  }

  /** Shared keywords count most, then likeness of the texts, shared categories, and who has both. */
  related(id: string, limit: number): Promise<Found[]> {
    return this.database.client.$queryRaw`
      WITH this AS (
        SELECT *, grantry_search_text(id, name, keywords, description) AS words FROM extensions WHERE id = ${id}
      ), scored AS (
        SELECT e.id,
          2 * cardinality(ARRAY(SELECT unnest(e.keywords) INTERSECT SELECT unnest(this.keywords)))
          + cardinality(ARRAY(SELECT unnest(e.categories) INTERSECT SELECT unnest(this.categories)))
          + 2 * similarity(grantry_search_text(e.id, e.name, e.keywords, e.description), this.words)
          + ln(1 + (SELECT count(*) FROM installs a JOIN installs b USING (workspace_id)
                    WHERE a.extension_id = this.id AND a.state = 'active' AND b.extension_id = e.id AND b.state = 'active'))
          AS relation
        FROM extensions e, this
        WHERE e.id <> this.id AND e.latest_version_id IS NOT NULL
      )
      SELECT id, (SELECT count(*)::int FROM installs
                  WHERE extension_id = scored.id AND state IN ('active', 'suspended')) AS installs
      FROM scored WHERE relation >= ${LEAST_RELATION}
      ORDER BY relation DESC, id LIMIT ${limit}`
  }

  /** Installs standing at the end of each of the last days, in UTC. */
  installHistory(id: string, days: number): Promise<{ day: string; installs: number }[]> {
    return this.database.client.$queryRaw`
      WITH changes AS (
        SELECT (created_at AT TIME ZONE 'UTC')::date AS day, 1 AS step
        FROM installs WHERE extension_id = ${id} AND state <> 'awaiting_consent'
        UNION ALL
        SELECT (removed_at AT TIME ZONE 'UTC')::date, -1
        FROM installs WHERE extension_id = ${id} AND state <> 'awaiting_consent' AND removed_at IS NOT NULL
      ), today AS (SELECT (now() AT TIME ZONE 'UTC')::date AS day)
      SELECT to_char(shown.day, 'YYYY-MM-DD') AS day,
        (sum(coalesce(sum(step), 0)) OVER (ORDER BY shown.day)
          + (SELECT coalesce(sum(step), 0) FROM changes, today WHERE changes.day <= today.day - ${days}::int))::int AS installs
      FROM today, generate_series(today.day - ${days - 1}::int, today.day, interval '1 day') AS shown(day)
      LEFT JOIN changes ON changes.day = shown.day
      GROUP BY shown.day ORDER BY shown.day`
  }
}
