import type { JobSummary } from '@grantry/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { useId, useState } from 'react'
import { JobBar } from '../../components/jobs/job-bar.tsx'
import { JobMarks } from '../../components/jobs/job-marks.tsx'
import { JobStateBadge } from '../../components/jobs/job-state-badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import { LaterProblem } from '../../components/ui/later-problem.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Loading, SkeletonRows } from '../../components/ui/skeleton.tsx'
import { standing } from '../../lib/jobs/job-words.ts'
import { problemSentence } from '../../lib/problem.ts'
import { jobChildrenQuery } from '../../lib/queries/jobs.queries.ts'

/** The tree of jobs below one; a branch is asked for when it is opened. */
export const JobChildren = ({ ws, job }: { ws: string; job: string }) => (
  <div className="sheet py-1.5">
    <Branch ws={ws} parent={job} label="Child jobs" />
  </div>
)

function Branch({ ws, parent, label }: { ws: string; parent: string; label: string }) {
  const children = useInfiniteQuery(jobChildrenQuery(ws, parent))
  if (children.isPending) {
    return (
      <Loading label="Loading child jobs">
        <div className="px-3 py-1.5">
          <SkeletonRows count={2} className="h-10" />
        </div>
      </Loading>
    )
  }
  if (children.data === undefined)
    return (
      <div className="mx-3 my-1.5">
        <Notice
          tone="error"
          action={
            <Button size="small" onClick={() => void children.refetch()}>
              Try again
            </Button>
          }
        >
          {problemSentence(children.error)}
        </Notice>
      </div>
    )
  return (
    <>
      <ul aria-label={label}>
        {children.data.pages
          .flatMap(({ items }) => items)
          .map((job) => (
            <Node key={job.id} ws={ws} job={job} />
          ))}
      </ul>
      <div className="mx-3">
        <LaterProblem list={children} />
      </div>
      {children.hasNextPage && (
        <Button
          size="small"
          className="mx-3 my-1.5"
          pending={children.isFetchingNextPage}
          onClick={() => void children.fetchNextPage()}
        >
          More child jobs
        </Button>
      )}
    </>
  )
}

function Node({ ws, job }: { ws: string; job: JobSummary }) {
  const [open, setOpen] = useState(false)
  const branch = useId()
  const name = job.title ?? job.jobType
  return (
    <li>
      <div className="grid grid-cols-[1.75rem_minmax(0,1fr)] items-start gap-x-1 px-2 py-1.5 hover:bg-hover">
        {job.children.total > 0 ? (
          <button
            type="button"
            aria-expanded={open}
            aria-controls={branch}
            aria-label={`Child jobs of ${name}`}
            onClick={() => setOpen(!open)}
            className="grid size-7 place-items-center rounded-sm text-ink-muted hover:text-ink"
          >
            <ChevronRight aria-hidden="true" className={open ? 'size-4 rotate-90' : 'size-4'} />
          </button>
        ) : (
          <span />
        )}
        <div className="grid gap-1">
          <p className="flex min-h-7 flex-wrap items-center gap-x-2.5 gap-y-1">
            <Link to="/workspaces/$ws/jobs/$job" params={{ ws, job: job.id }} className="link font-medium">
              {name}
            </Link>
            <JobStateBadge state={job.state} />
            <span className="flex flex-wrap gap-x-3 text-xs text-ink-muted">
              <JobMarks job={job} />
            </span>
          </p>
          <div className="grid items-center gap-x-4 gap-y-1 pr-2 sm:grid-cols-[10rem_minmax(0,1fr)]">
            <JobBar job={job} label={`Progress of ${name}`} />
            <p className="truncate text-xs text-ink-muted">{standing(job, Date.now())}</p>
          </div>
        </div>
      </div>
      {open && (
        <div id={branch} className="ml-5 border-l border-line">
          <Branch ws={ws} parent={job.id} label={`Child jobs of ${name}`} />
        </div>
      )}
    </li>
  )
}
