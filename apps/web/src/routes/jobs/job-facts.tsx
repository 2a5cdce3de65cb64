import type { Job } from '@grantry/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { CopyButton } from '../../components/ui/copy-button.tsx'
import { Fact, Facts } from '../../components/ui/facts.tsx'
import { TimeAgo } from '../../components/ui/time-ago.tsx'
import { dispatchCommand, watchCommand } from '../../lib/call-recipes.ts'
import { formatBytes, formatCount } from '../../lib/format.ts'
import { formatDuration } from '../../lib/jobs/durations.ts'
import { elapsedMs } from '../../lib/jobs/job-words.ts'
import { workspaceMembersQuery } from '../../lib/queries/workspaces.queries.ts'

/** Where a job comes from, its times and its bounds. */
export function JobFacts({ ws, job }: { ws: string; job: Job }) {
  const elapsed = elapsedMs(job, Date.now())
  return (
    <aside aria-label="About this job" className="sheet grid gap-3.5 p-4">
      <Facts>
        <Fact name="Extension">
          <Link to="/workspaces/$ws/installs/$install" params={{ ws, install: job.installId }} className="link">
            {job.extension}
          </Link>
        </Fact>
        <Fact name="Started by">
          <Origin ws={ws} job={job} />
        </Fact>
        <Fact name="Runs for">
          <PersonName ws={ws} userId={job.userId} />
        </Fact>
        <Fact name="Queued">
          <TimeAgo at={job.createdAt} />
        </Fact>
        {job.startedAt !== null && (
          <Fact name="First run">
            <TimeAgo at={job.startedAt} />
          </Fact>
        )}
        {job.endedAt !== null && (
          <Fact name="Ended">
            <TimeAgo at={job.endedAt} />
          </Fact>
        )}
        {elapsed !== null && (
          <Fact name={job.endedAt === null ? 'Under way for' : 'Took'}>{formatDuration(elapsed)}</Fact>
        )}
        <Fact name="Attempts">
          {formatCount(job.attempts)} of {formatCount(job.maxAttempts)}
        </Fact>
        <Fact name="After an interruption">{job.resumable ? 'Goes on' : 'Starts anew'}</Fact>
        {job.checkpoint !== null && <Checkpoint checkpoint={job.checkpoint} />}
      </Facts>
      <div className="flex flex-wrap gap-2 border-t border-line pt-3.5">
        <CopyButton label="Copy watch command" text={watchCommand(ws, job.id)} />
        <CopyButton
          label="Copy start command"
          text={dispatchCommand({ jobType: job.jobType, workspace: ws, params: job.params })}
        />
      </div>
    </aside>
  )
}

const Checkpoint = ({ checkpoint: { sequence, sizeBytes, at } }: { checkpoint: NonNullable<Job['checkpoint']> }) => (
  <Fact name="Last checkpoint">
    Number {formatCount(sequence)}, {formatBytes(sizeBytes)}, <TimeAgo at={at} />
  </Fact>
)

function Origin({ ws, job }: { ws: string; job: Job }): ReactNode {
  switch (job.origin) {
    case 'person':
      return 'A person'
    case 'extension':
      return 'An extension'
    case 'schedule':
      return (
        <Link to="/workspaces/$ws/jobs/schedules" params={{ ws }} className="link">
          A schedule
        </Link>
      )
    case 'job':
      if (job.parentId === null) return 'Another job'
      return (
        <Link to="/workspaces/$ws/jobs/$job" params={{ ws, job: job.parentId }} className="link">
          Its parent job
        </Link>
      )
  }
}

/** Whose rights the job has. */
function PersonName({ ws, userId }: { ws: string; userId: string }) {
  const { data } = useQuery(workspaceMembersQuery(ws))
  if (data === undefined) return '…'
  return data.items.find((member) => member.userId === userId)?.name ?? 'A former member'
}
