import type { JobRun } from '@grantry/contract'
import { formatCompact, formatCount, formatInstant } from '../../lib/format.ts'
import { formatDuration } from '../../lib/jobs/durations.ts'
import { firstLine } from '../../lib/jobs/job-words.ts'
import { TimeAgo } from '../ui/time-ago.tsx'

const OUTCOMES: Record<NonNullable<JobRun['outcome']>, string> = {
  completed: 'Completed',
  interrupted: 'Interrupted',
  failed: 'Failed',
  lost: 'Lost with its node or sandbox',
  stopped: 'Taken back by the platform',
}

/** Every run of a job, newest first, with why each ended. */
export const JobRuns = ({ runs }: { runs: readonly JobRun[] }) => (
  <ol aria-label="Runs" className="sheet divide-y divide-line">
    {runs.map((run) => (
      <li key={run.number} className="grid gap-0.5 px-4 py-3">
        <p className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span className="font-medium">
            Run {run.number}: {run.outcome === null ? 'goes on' : OUTCOMES[run.outcome].toLowerCase()}
          </span>
          <span className="text-sm text-ink-muted tabular-nums" title={formatInstant(run.startedAt)}>
            <TimeAgo at={run.startedAt} />
            {run.endedAt !== null && ` · ${formatDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt))}`}
          </span>
        </p>
        {run.reason !== null && <p className="text-ink-muted">{firstLine(run.reason)}</p>}
        <p className="text-sm text-ink-faint tabular-nums">
          Version {run.version} on {run.node} ·{' '}
          <span title={formatCount(run.fuel)}>{formatCompact(run.fuel)} fuel</span>
          {run.reason !== null && (
            <>
              {' · '}
              <code className="font-mono text-xs">{run.reason.code}</code>
            </>
          )}
        </p>
      </li>
    ))}
  </ol>
)
