import type { Job, JobType } from '@grantry/contract'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { JobStarter } from '../../components/jobs/job-starter.tsx'
import { JobTypeSelect } from '../../components/jobs/job-type-select.tsx'
import { ButtonLink } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Field } from '../../components/ui/field.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { Loading, SkeletonRows } from '../../components/ui/skeleton.tsx'
import { toast } from '../../components/ui/toast.ts'
import { api } from '../../lib/api.ts'
import { jobTypesQuery } from '../../lib/queries/jobs.queries.ts'

interface StartJobDialogProps {
  ws: string
  /** `ext:name` of the job to begin with; the first one when it is none of them. */
  chosen: string
  onClose: () => void
}

/** The choice of a job and of its parameters. */
export function StartJobDialog({ ws, chosen, onClose }: StartJobDialogProps) {
  const types = useQuery(jobTypesQuery(ws))
  return (
    <Dialog title="Start a job" width="wide" onClose={onClose}>
      {types.isPending && (
        <Loading label="Loading jobs">
          <SkeletonRows count={3} />
        </Loading>
      )}
      {types.isError && <ProblemPanel error={types.error} onRetry={() => void types.refetch()} />}
      {types.data?.items.length === 0 && <NothingToStart />}
      {types.data && types.data.items.length > 0 && <Starter ws={ws} types={types.data.items} chosen={chosen} />}
    </Dialog>
  )
}

const NothingToStart = () => (
  <EmptyState
    icon={null}
    title="No installed extension has a job"
    action={<ButtonLink to="/search">Find extensions</ButtonLink>}
  >
    An extension can be started in the background once it is installed and may run jobs.
  </EmptyState>
)

function Starter({ ws, types, chosen }: { ws: string; types: readonly JobType[]; chosen: string }) {
  const [jobType, setJobType] = useState(chosen)
  const type = types.find((known) => known.jobType === jobType) ?? types[0]
  const openJob = useOpenJob(ws)
  if (!type) return null
  return (
    <div className="grid gap-5">
      <Field label="Job">
        {(control) => <JobTypeSelect {...control} types={types} value={type.jobType} onChoose={setJobType} />}
      </Field>
      <JobStarter
        key={type.jobType}
        type={type}
        workspace={ws}
        start={async (params) => openJob(await api.jobs.dispatch(ws, { jobType: type.jobType, params }))}
      />
    </div>
  )
}

/** Leads to a job that has been started. */
export function useOpenJob(ws: string): (job: Job) => Promise<Job> {
  const navigate = useNavigate()
  return async (job) => {
    await navigate({ to: '/workspaces/$ws/jobs/$job', params: { ws, job: job.id } })
    toast(`${job.title ?? job.jobType} is started`)
    return job
  }
}
