import type { InstallLogEvent, LogFilterQuery, UsageSpan } from '@grantry/contract'
import { followEvents, type Following } from './events.ts'
import { path } from './path.ts'
import type { Transport } from './transport.ts'

/** Lines of a log: `level` and above, of an `operation` or a job, with `q` in them, of one `call`. */
export interface LogSearch extends LogFilterQuery {
  limit?: number
  cursor?: string
}

export interface LogFollow extends LogFilterQuery {
  /** Id of the line to begin behind; default: the newest. `0`: all of the log. */
  after?: string
}

const logsPath = (workspace: string, install: string) => path`/v1/workspaces/${workspace}/installs/${install}/logs`

/** What installs leave behind: their logs, and what they used over time. */
export const installRecordsResource = (transport: Transport) => ({
  /** Newest first. */
  logs: (workspace: string, install: string, { level, operation, q, call, limit, cursor }: LogSearch = {}) => {
    const query = { level, operation, q, call, limit, cursor }
    return transport.json({ method: 'GET', path: logsPath(workspace, install), query }, 'InstallLogPage')
  },
  /**
   * New lines of the log, live, oldest first, until the signal aborts or the loop is left. A broken connection is taken up
   * again behind the last line: none is lost or told twice. Throws a `ProblemError` when the server refuses.
   */
  watchLogs: (
    workspace: string,
    install: string,
    { level, operation, q, call, after }: LogFollow = {},
    following: Following = {},
  ): AsyncGenerator<InstallLogEvent> => {
    const query = { level, operation, q, call, after }
    const source = { path: `${logsPath(workspace, install)}/events`, query }
    return followEvents(transport, source, 'InstallLogEvent', following, () => false)
  },
  /** What an install used in the last hour, day or week, beside its limits. */
  usageHistory: (workspace: string, install: string, span: UsageSpan = 'day') => {
    const query = { span }
    return transport.json(
      { method: 'GET', path: path`/v1/workspaces/${workspace}/installs/${install}/usage/history`, query },
      'InstallUsageHistory',
    )
  },
  /** How near each install of a workspace came to its limits. */
  load: (workspace: string, span: UsageSpan = 'day') =>
    transport.json({ method: 'GET', path: path`/v1/workspaces/${workspace}/usage`, query: { span } }, 'WorkspaceUsage'),
})
