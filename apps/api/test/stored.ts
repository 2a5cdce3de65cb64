import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { onServer } from './database-server.ts'
import type { TestServer } from './server.ts'

/** Everything a publish, a review or an install can leave behind: rows counted, files by name. */
export interface Stored {
  rows: Record<string, number>
  /** Paths below the data directory's `blobs`, sorted. */
  blobs: string[]
}

const TABLES = ['extensions', 'versions', 'reviews', 'installs', 'grants', 'entries', 'sidecars', 'audit_events']

/** What is stored now; two of these are equal when nothing was stored in between. */
export async function storedIn(server: TestServer): Promise<Stored> {
  const counts = TABLES.map((table) => `SELECT '${table}' AS name, count(*)::int AS count FROM ${table}`)
  const rows = await query<{ name: string; count: number }>(server, counts.join(' UNION ALL '))
  return {
    rows: Object.fromEntries(rows.map(({ name, count }) => [name, count])),
    blobs: await blobsIn(server.dataDir),
  }
}

/** One statement on the server's database, past the server. */
export async function query<Row extends object>(
  { connectionString }: Pick<TestServer, 'connectionString'>,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return onServer(connectionString, async (client) => (await client.query<Row>(text, values)).rows)
}

export async function blobsIn(dataDir: string): Promise<string[]> {
  try {
    const entries = await readdir(join(dataDir, 'blobs'), { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .toSorted()
  } catch (error) {
    // Made with the first blob.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** What every table holds, so that any change of it shows. Left out is what changes by itself, mails among it, or by the mere asking. */
export async function contentsOf(server: TestServer): Promise<Record<string, string>> {
  const tables = await query<{ name: string }>(
    server,
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_name <> 'mails' ORDER BY 1`,
  )
  const contents = tables.map(
    ({ name }) =>
      `SELECT '${name}' AS name, md5(coalesce(string_agg(row, chr(10) ORDER BY row), '')) AS digest
       FROM (SELECT (to_jsonb(t) - 'last_used_at' - 'heartbeat_at')::text AS row FROM "${name}" t) rows`,
  )
  const rows = await query<{ name: string; digest: string }>(server, contents.join(' UNION ALL '))
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]))
}
