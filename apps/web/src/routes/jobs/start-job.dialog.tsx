import type { JobType } from '@grantry/contract'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { JobStarter } from '../../components/jobs/job-starter.tsx'
import { JobTypeSelect } from '../../components/jobs/job-type-select.tsx'
import { ButtonLink } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Field } from '../../components/ui/field.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { Loading, SkeletonRows } from '../../components/ui/skeleton.tsx'
import { jobTypesQuery } from '../../lib/queries/jobs.queries.ts'
import { useStartJob } from './use-start-job.ts'

interface StartJobDialogProps {
  ws: string
  /** `ext:name` of the job to begin with; the first one when it is none of them. */
  chosen: string
  /** Id of an install: only its jobs are offered. */
  install: string | undefined
  onClose: () => void
}

/** The choice of a job and of its parameters. */
export function StartJobDialog({ ws, chosen, install, onClose }: StartJobDialogProps) {
  const types = useQuery(jobTypesQuery(ws))
  const offered = types.data?.items.filter(({ installId }) => install === undefined || installId === install)
  return (
    <Dialog title="Start a job" width="wide" onClose={onClose}>
      {types.isPending && (
        <Loading label="Loading jobs">
          <SkeletonRows count={3} />
        </Loading>
      )}
      {types.isLoadingError && <ProblemPanel error={types.error} onRetry={() => void types.refetch()} />}
      {offered?.length === 0 && <NothingToStart />}
      {offered && offered.length > 0 && <Starter ws={ws} types={offered} chosen={chosen} />}
    </Dialog>
  )
}

const NothingToStart = () => (
  <EmptyState
    icon={null}
    title="There is no job to start"
    action={<ButtonLink to="/search">Find extensions</ButtonLink>}
  >
    Extensions that work in the background say so in the store. Once one is installed, its jobs can be started here.
  </EmptyState>
)

function Starter({ ws, types, chosen }: { ws: string; types: readonly JobType[]; chosen: string }) {
  const [jobType, setJobType] = useState(chosen)
  const type = types.find((known) => known.jobType === jobType) ?? types[0]
  const start = useStartJob(ws)
  if (!type) return null
  return (
    <div className="grid gap-5">
      <Field label="Job">
        {(control) => <JobTypeSelect {...control} types={types} value={type.jobType} onChoose={setJobType} />}
      </Field>
      <JobStarter key={type.jobType} type={type} workspace={ws} start={(params) => start(type.jobType, params)} />
    </div>
  )
}
