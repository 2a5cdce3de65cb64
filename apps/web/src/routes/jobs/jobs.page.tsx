import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Play, Workflow } from 'lucide-react'
import { LiveMark } from '../../components/jobs/live-mark.tsx'
import { Button } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { useTitle } from '../../components/ui/use-page.ts'
import { canUse, useWorkspace } from '../../lib/workspace.ts'
import { JobFilters } from './job-filters.tsx'
import { JobList } from './job-list.tsx'
import { JobsNavigation } from './jobs-navigation.tsx'
import type { JobsSearch } from './jobs.search.ts'
import { StartJobDialog } from './start-job.dialog.tsx'
import { useLiveJobs } from './use-live-jobs.ts'

const route = getRouteApi('/signed-in/workspaces/$ws/parts/jobs')

/** The background work of a workspace, live. */
export function JobsPage() {
  const { ws } = route.useParams()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/workspaces/$ws/jobs' })
  const connection = useLiveJobs(ws)
  const mayStart = canUse(useWorkspace(ws))
  const change = (part: JobsSearch) =>
    void navigate({ search: { ...search, ...part }, replace: true, resetScroll: false })
  const { state, type, install, children = 'hidden', start } = search
  useTitle('Jobs')
  const begin = mayStart && (
    <Button tone="primary" onClick={() => change({ start: 'any' })}>
      <Play aria-hidden="true" />
      Start a job
    </Button>
  )
  return (
    <>
      <h2 className="sr-only">Jobs</h2>
      <JobsNavigation ws={ws}>
        <LiveMark connection={connection} />
        {begin}
      </JobsNavigation>
      <div className="mb-3">
        <JobFilters ws={ws} search={search} scope="workspace" onChange={change} />
      </div>
      <JobList
        ws={ws}
        filter={{ state, jobType: type, install, children }}
        empty={state || type || install ? <NoMatch onClear={() => change(NO_FILTER)} /> : <NoJobs />}
      />
      {mayStart && start !== undefined && (
        <StartJobDialog ws={ws} chosen={start} install={install} onClose={() => change({ start: undefined })} />
      )}
    </>
  )
}

const NO_FILTER: JobsSearch = { state: undefined, type: undefined, install: undefined }

const NoJobs = () => (
  <EmptyState icon={<Workflow />} title="No jobs yet">
    Work that takes longer than a call runs here in the background, and survives a restart. Start a job, or give it a
    schedule.
  </EmptyState>
)

const NoMatch = ({ onClear }: { onClear: () => void }) => (
  <EmptyState icon={<Workflow />} title="No such jobs" action={<Button onClick={onClear}>Show all jobs</Button>}>
    Jobs that have ended are kept for 30 days.
  </EmptyState>
)
