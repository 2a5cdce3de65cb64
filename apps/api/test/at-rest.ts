import { createHash } from 'node:crypto'
import { readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { GENESIS, hashEvent, type ChainedEvent } from '../src/domains/audit/audit-chain.ts'
import { query } from './stored.ts'

interface StoredVersion {
  extension_id: string
  digest: string
  entry_digest: string
  files: { path: string; digest: string }[]
}

/** Each asks for rows that cannot be: half of something that is done in one piece. */
const IMPOSSIBLE = [
  `SELECT 'approved without a review' AS what, v.extension_id AS which FROM versions v
   LEFT JOIN reviews r ON r.version_id = v.id WHERE v.state = 'approved' AND (r.version_id IS NULL OR v.approved_at IS NULL)`,
  `SELECT 'reviewed and still waiting', v.extension_id FROM versions v JOIN reviews r ON r.version_id = v.id
   WHERE v.state = 'submitted'`,
  `SELECT 'an extension without a version', e.id FROM extensions e LEFT JOIN versions v ON v.extension_id = e.id
   WHERE v.id IS NULL`,
  `SELECT 'not the newest in the store', e.id FROM extensions e JOIN versions v ON v.extension_id = e.id
   WHERE v.state = 'approved' AND e.latest_version_id IS DISTINCT FROM v.id`,
  `SELECT 'in the store and not approved', e.id FROM extensions e JOIN versions v ON v.id = e.latest_version_id
   WHERE v.state <> 'approved'`,
  `SELECT 'active without its grant', i.extension_id FROM installs i
   WHERE i.state = 'active' AND 1 <> (SELECT count(*) FROM grants g WHERE g.install_id = i.id AND g.revoked_at IS NULL)`,
  ...[
    ['version.submitted', 'versions', 'version:', 'id'],
    ['review.approved', 'reviews', 'version:', 'version_id'],
    ['install.created', 'installs', 'install:', 'id'],
  ].map(
    ([action, table, prefix, id]) =>
      `SELECT 'not once in the audit: ${action}', t.${id}::text FROM ${table} t WHERE 1 <> (SELECT count(*) FROM audit_events a
       WHERE a.action = '${action}' AND a.subject = '${prefix}' || t.${id})`,
  ),
]

/** What is wrong with everything that is stored below a data directory; empty when it holds together. */
export async function faultsAtRest(dataDir: string): Promise<string[]> {
  const host = await readlink(join(dataDir, 'postgres-socket'))
  const database = { connectionString: `postgresql://grantry@localhost:5432/grantry?host=${host}&sslmode=disable` }
  const halves = await query<{ what: string; which: string }>(database, IMPOSSIBLE.join(' UNION ALL '))
  const versions = await query<StoredVersion>(
    database,
    'SELECT extension_id, digest, entry_digest, files FROM versions',
  )
  const entries = await query<{ path: string; digest: string }>(database, 'SELECT path, digest FROM entries')
  const events = await query<Record<string, unknown>>(database, 'SELECT * FROM audit_events ORDER BY id')
  return [
    ...halves.map(({ what, which }) => `${which}: ${what}`),
    ...(await missingBlobs(dataDir, versions.flatMap(namedBy))),
    ...(await missingBlobs(
      dataDir,
      entries.map(({ path, digest }) => ({ by: path, digest })),
    )),
    ...brokenLinks(events),
  ]
}

interface Named {
  by: string
  digest: string
}

const namedBy = ({ extension_id: by, digest, entry_digest: entryDigest, files }: StoredVersion): Named[] =>
  [digest, entryDigest, ...files.map((file) => file.digest)].map((named) => ({ by, digest: named }))

async function missingBlobs(dataDir: string, named: Named[]): Promise<string[]> {
  const faults = await Promise.all(
    named.map(async ({ by, digest }) => {
      const fault = await blobFault(dataDir, digest)
      return fault === null ? [] : [`${by}: ${fault}`]
    }),
  )
  return faults.flat()
}

async function blobFault(dataDir: string, digest: string): Promise<string | null> {
  const hex = digest.replace('sha256:', '')
  const bytes = await readFile(join(dataDir, 'blobs', hex.slice(0, 2), hex.slice(2))).catch(() => null)
  if (bytes === null) return `${digest} is missing`
  return createHash('sha256').update(bytes).digest('hex') === hex ? null : `${digest} is damaged`
}

function brokenLinks(rows: Record<string, unknown>[]): string[] {
  let previous = GENESIS
  return rows.flatMap((row) => {
    const event = { ...row, actorId: row['actor_id'], workspaceId: row['workspace_id'] } as unknown as ChainedEvent
    const holds = event.previous === previous && hashEvent(event) === row['hash']
    previous = String(row['hash'])
    return holds ? [] : [`audit event ${String(row['id'])} does not follow from the one before`]
  })
}
