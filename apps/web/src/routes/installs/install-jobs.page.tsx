import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Play, Workflow } from 'lucide-react'
import { LiveMark } from '../../components/jobs/live-mark.tsx'
import { Button } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { useTitle } from '../../components/ui/use-page.ts'
import { installQuery } from '../../lib/queries/installs.queries.ts'
import { canUse, useWorkspace } from '../../lib/workspace.ts'
import { JobFilters } from '../jobs/job-filters.tsx'
import { JobList } from '../jobs/job-list.tsx'
import type { JobsSearch } from '../jobs/jobs.search.ts'
import { StartJobDialog } from '../jobs/start-job.dialog.tsx'
import { useLiveJobs } from '../jobs/use-live-jobs.ts'

const route = getRouteApi('/signed-in/workspaces/$ws/installs/$install/jobs')

/** The jobs of one install, live. */
export function InstallJobsPage() {
  const { ws, install: id } = route.useParams()
  const search = { ...route.useSearch(), install: id }
  const install = useSuspenseQuery(installQuery(ws, id)).data
  const navigate = useNavigate({ from: '/workspaces/$ws/installs/$install/jobs' })
  const connection = useLiveJobs(ws)
  const mayStart = canUse(useWorkspace(ws)) && install.status === 'active'
  const change = (part: JobsSearch) =>
    void navigate({ search: { ...search, install: undefined, ...part }, replace: true, resetScroll: false })
  const { state, type, children = 'hidden', start } = search
  useTitle(`Jobs of ${install.name}`)
  return (
    <>
      <h2 className="sr-only">Jobs</h2>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <JobFilters ws={ws} search={search} scope="install" onChange={change} />
        <div className="flex items-center gap-3">
          <LiveMark connection={connection} />
          {mayStart && (
            <Button tone="primary" onClick={() => change({ start: type ?? 'any' })}>
              <Play aria-hidden="true" />
              Start a job
            </Button>
          )}
        </div>
      </div>
      <JobList
        ws={ws}
        filter={{ state, jobType: type, install: id, children }}
        empty={
          <EmptyState icon={<Workflow />} title={state || type ? 'No such jobs' : 'No jobs of this install'}>
            Jobs that have ended are kept for 30 days.
          </EmptyState>
        }
      />
      {mayStart && start !== undefined && (
        <StartJobDialog ws={ws} chosen={start} install={id} onClose={() => change({ start: undefined })} />
      )}
    </>
  )
}
