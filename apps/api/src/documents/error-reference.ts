import type { Failure } from './failures.ts'

/** The rooms of failures in the order in which a newcomer meets them, and what one does there. */
export const ROOMS: Readonly<Record<string, string>> = {
  http: 'Any request',
  kernel: 'Any request',
  accounts: 'Accounts and tokens',
  publishers: 'Publishers',
  packages: 'Uploading a version',
  catalog: 'Versions and the store',
  review: 'Reviewing',
  'trial-runs': 'Reviewing',
  ratings: 'Ratings',
  workspaces: 'Workspaces',
  grants: 'Installing and granting',
  entries: 'Files',
  operations: 'Calling',
  runtime: 'Calling: what ends a call',
  jobs: 'Jobs',
  schedules: 'Schedules',
  plans: 'Plans and prices',
  purchases: 'Buying',
  billing: 'The payment provider',
  earnings: 'Earnings, refunds and disputes',
  mail: 'Mails',
}

/** The page that lists every failure: its code, its status and what it says. */
export function renderErrorReference(failures: readonly Failure[]): string {
  const lines = [
    '# Error codes',
    '',
    'Written from the sources; `npm run docs` writes it anew.',
    '',
    'A failure is `application/problem+json` (RFC 9457): `status`, a `code` for programs, which never changes, a `detail` for people,',
    '`instance` (the id of the request, also in the log of the server), and `issues` with `path` and `message` where several things in an',
    'input may be wrong. `…` stands for what differs from time to time. With 429 and 503, `Retry-After` says in seconds when to try',
    'again, where that is known. The command line turns codes into [exit codes](../../packages/sdk/docs/cli.md#exit-codes).',
    '',
    'A guest is answered the same codes by a host call, as `{"error", "code"}`. Guests alone are told `payload_too_large` and',
    '`reply_too_large` (of a host call), `not_running` (the host cannot be called now) and `internal_error` (our fault).',
    '[Jobs](../guides/jobs.md#for-people) have reasons of their own.',
  ]
  for (const title of new Set(Object.values(ROOMS))) {
    const rows = failures.filter(({ room }) => ROOMS[room] === title)
    lines.push('', `## ${title}`, '', '| code | status | what it says |', '|---|---|---|', ...rowsOf(rows))
  }
  return `${lines.join('\n')}\n`
}

/** One row for each code and status, in order of codes; of several sentences the first. */
function rowsOf(failures: readonly Failure[]): string[] {
  const rows = new Map<string, string>()
  for (const { code, status, detail } of failures) {
    const key = `| \`${code}\` | ${status} |`
    if (!rows.has(key)) rows.set(key, `${key} ${detail.replaceAll('|', String.raw`\|`)} |`)
  }
  return [...rows.values()].toSorted()
}
