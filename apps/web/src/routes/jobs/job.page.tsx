import type { Job } from '@grantry/contract'
import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { JobBar, percentText } from '../../components/jobs/job-bar.tsx'
import { JobFigures } from '../../components/jobs/job-figures.tsx'
import { JobLines } from '../../components/jobs/job-lines.tsx'
import { JobNotice } from '../../components/jobs/job-notice.tsx'
import { JobRuns } from '../../components/jobs/job-runs.tsx'
import { JobStateBadge, jobStateText } from '../../components/jobs/job-state-badge.tsx'
import { CodeBlock } from '../../components/ui/code.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Crumb, Page, Section } from '../../components/ui/page.tsx'
import { formatCount } from '../../lib/format.ts'
import { elapsedMs, hasEnded, milestone, standing } from '../../lib/jobs/job-words.ts'
import { meanRates } from '../../lib/jobs/rates.ts'
import { problemSentence } from '../../lib/problem.ts'
import { jobQuery } from '../../lib/queries/jobs.queries.ts'
import { canUse, useWorkspace } from '../../lib/workspace.ts'
import { JobChildren } from './job-children.tsx'
import { JobControls, useJobCommand } from './job-controls.tsx'
import { JobFacts } from './job-facts.tsx'
import { JobLog } from './job-log.tsx'
import { useLiveJob } from './use-live-job.ts'

const route = getRouteApi('/signed-in/workspaces/$ws/jobs/$job')

/** Everything there is to know of one job, live. */
export function JobPage() {
  const { ws, job: id } = route.useParams()
  const workspace = useWorkspace(ws)
  const job = useSuspenseQuery(jobQuery(ws, id)).data
  const { connection, rates } = useLiveJob(ws, job)
  const command = useJobCommand(ws, job)
  const name = job.title ?? job.jobType
  const elapsed = elapsedMs(job, Date.now())
  const mean = hasEnded(job.state) && elapsed !== null ? meanRates(job.counters, elapsed) : null
  return (
    <Page
      title={name}
      crumbs={<Crumbs ws={ws} workspace={workspace.name} parentId={job.parentId} />}
      heading={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-2">
          {name}
          <JobStateBadge state={job.state} />
        </span>
      }
      lead={<code className="font-mono text-sm">{job.jobType}</code>}
      actions={canUse(workspace) && <JobControls job={job} command={command} />}
    >
      <p role="status" className="sr-only">
        {milestone(job, jobStateText(job.state))}
      </p>
      <div className="grid items-start gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_19rem]">
        <div className="grid min-w-0 gap-6">
          {command.error && <Notice tone="error">{problemSentence(command.error)}</Notice>}
          <JobNotice job={job} />
          <Standing job={job} />
          <JobFigures job={job} rates={hasEnded(job.state) ? mean : rates} />
          <div>
            {job.children.total > 0 && (
              <Section title="Child jobs">
                <JobChildren ws={ws} job={id} />
              </Section>
            )}
            <Troubles job={job} />
            <JobLog ws={ws} job={id} connection={connection} />
            {job.runs.length > 0 && (
              <Section title="Runs">
                <JobRuns runs={job.runs} />
              </Section>
            )}
            <Section title="Parameters">
              <CodeBlock label="Parameters" text={JSON.stringify(job.params, null, 2)} className="max-h-96" />
            </Section>
          </div>
        </div>
        <JobFacts ws={ws} job={job} />
      </div>
    </Page>
  )
}

const Crumbs = ({ ws, workspace, parentId }: { ws: string; workspace: string; parentId: string | null }) => (
  <>
    <Crumb>
      <Link to="/workspaces" className="link">
        Workspaces
      </Link>
    </Crumb>
    <Crumb>
      <Link to="/workspaces/$ws" params={{ ws }} className="link">
        {workspace}
      </Link>
    </Crumb>
    <Crumb>
      <Link to="/workspaces/$ws/jobs" params={{ ws }} className="link">
        Jobs
      </Link>
    </Crumb>
    {parentId !== null && (
      <Crumb>
        <Link to="/workspaces/$ws/jobs/$job" params={{ ws, job: parentId }} className="link">
          Parent job
        </Link>
      </Crumb>
    )}
  </>
)

/** How far it is, large, and the last that it said. Why it does not run stands above already. */
function Standing({ job }: { job: Job }) {
  const isDone = job.state === 'completed'
  const line = (isDone ? null : job.message) ?? standing(job, Date.now())
  return (
    <section aria-label="Progress" className="sheet grid gap-2.5 p-4">
      <div className="flex items-baseline justify-between gap-4">
        <p className="min-w-0 truncate text-md font-medium" title={line}>
          {line}
        </p>
        <span className="shrink-0 text-md font-semibold tabular-nums">{percentText(job)}</span>
      </div>
      <JobBar job={job} label="Progress" size="thick" />
      {isDone && job.message !== null && <p className="text-sm text-ink-muted">{job.message}</p>}
    </section>
  )
}

/** What went wrong without stopping it. */
function Troubles({ job: { warnings, errors, warningCount, errorCount } }: { job: Job }) {
  return (
    <>
      {errors.length > 0 && (
        <Section title={`Errors that did not stop it (${formatCount(errorCount)})`}>
          <JobLines label="Errors" lines={errors} />
        </Section>
      )}
      {warnings.length > 0 && (
        <Section title={`Warnings (${formatCount(warningCount)})`}>
          <JobLines label="Warnings" lines={warnings} />
        </Section>
      )}
    </>
  )
}
