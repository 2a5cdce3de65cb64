import { Injectable } from '@nestjs/common'
import { Database } from '../database/index.ts'
import { NODE_DEAD_AFTER_SECONDS } from '../queue/index.ts'

export interface NodeRow {
  name: string
  slots: number
  running: number
  startedAt: Date
  heartbeatAt: Date
  alive: boolean
}

/** What the database knows of the servers on it. */
@Injectable()
export class ServerStatusRepository {
  constructor(private readonly database: Database) {}

  async facts(): Promise<{ version: string; sizeBytes: number }> {
    const [row] = await this.database.client.$queryRaw<{ version: string; size: bigint }[]>`
      SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS size`
    return { version: row!.version.split(' ')[0]!, sizeBytes: Number(row!.size) }
  }

  /** Those that are gone come last. */
  nodes(): Promise<NodeRow[]> {
    return this.database.client.$queryRaw<NodeRow[]>`
      SELECT n.name, n.slots, n.started_at AS "startedAt", n.heartbeat_at AS "heartbeatAt",
        n.heartbeat_at > now() - make_interval(secs => ${NODE_DEAD_AFTER_SECONDS}) AS alive,
        (SELECT count(*) FROM jobs r WHERE r.state = 'running' AND r.node_id = n.id)::int AS running
      FROM job_nodes n
      ORDER BY alive DESC, n.started_at`
  }

  async mails(): Promise<{ waiting: number; failed: number; sentLastDay: number }> {
    const [row] = await this.database.client.$queryRaw<{ waiting: number; failed: number; sentLastDay: number }[]>`
      SELECT count(*) FILTER (WHERE sent_at IS NULL AND failure IS NULL)::int AS waiting,
        count(*) FILTER (WHERE sent_at IS NULL AND failure IS NOT NULL)::int AS failed,
        count(*) FILTER (WHERE sent_at > now() - interval '1 day')::int AS "sentLastDay"
      FROM mails`
    return row!
  }
}
