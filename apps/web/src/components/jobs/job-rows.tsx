import type { JobSummary } from '@grantry/contract'
import { Link } from '@tanstack/react-router'
import { formatBytes, formatCompact } from '../../lib/format.ts'
import { standing } from '../../lib/jobs/job-words.ts'
import { TimeAgo } from '../ui/time-ago.tsx'
import { JobBar, percentText } from './job-bar.tsx'
import { JobMarks } from './job-marks.tsx'
import { JobStateBadge } from './job-state-badge.tsx'

/** Jobs one under the other; each row keeps its height while its job goes on. */
export const JobRows = ({ ws, jobs }: { ws: string; jobs: readonly JobSummary[] }) => (
  <ul aria-label="Jobs" className="sheet divide-y divide-line">
    {jobs.map((job) => (
      <JobRow key={job.id} ws={ws} job={job} />
    ))}
  </ul>
)

const JobRow = ({ ws, job }: { ws: string; job: JobSummary }) => (
  <li className="relative grid items-center gap-x-6 gap-y-2 px-4 py-3 first:rounded-t-lg last:rounded-b-lg hover:bg-hover sm:grid-cols-[minmax(0,1fr)_15rem]">
    <div className="grid min-w-0 gap-1">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <h3 className="text-md font-semibold">
          <Link
            to="/workspaces/$ws/jobs/$job"
            params={{ ws, job: job.id }}
            className="rounded-sm after:absolute after:inset-0"
          >
            {job.title ?? job.jobType}
          </Link>
        </h3>
        <JobStateBadge state={job.state} />
      </div>
      <p className="flex flex-wrap gap-x-3.5 text-sm text-ink-muted tabular-nums">
        {job.title !== null && <span className="font-mono text-xs leading-5 text-ink-faint">{job.jobType}</span>}
        <span>
          {job.origin === 'schedule' ? 'by a schedule' : 'started'} <TimeAgo at={job.createdAt} />
        </span>
        <JobMarks job={job} />
      </p>
    </div>
    <div className="grid min-w-0 gap-1.5">
      <JobBar job={job} label={`Progress of ${job.title ?? job.jobType}`} />
      <p className="flex justify-between gap-3 text-xs text-ink-muted tabular-nums">
        <span className="truncate" title={standing(job, Date.now())}>
          {standing(job, Date.now())}
        </span>
        <span className="shrink-0">{figures(job)}</span>
      </p>
    </div>
  </li>
)

/** The most telling number: how far, else how much. */
function figures(job: JobSummary): string {
  const { items, bytes } = job.counters
  if (job.state !== 'completed' && job.progress !== null) return percentText(job)
  if (items !== '0') return `${formatCompact(items)} ${items === '1' ? 'item' : 'items'}`
  return bytes === '0' ? percentText(job) : formatBytes(Number(bytes))
}
