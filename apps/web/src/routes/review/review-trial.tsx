import type { TrialRun } from '@grantry/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { FlaskConical } from 'lucide-react'
import { Evidence } from '../../components/review/trial-evidence.tsx'
import { Button } from '../../components/ui/button.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Section } from '../../components/ui/page.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { Loading, SkeletonRows } from '../../components/ui/skeleton.tsx'
import { TimeAgo } from '../../components/ui/time-ago.tsx'
import { api } from '../../lib/api.ts'
import { isUnderWay, trialRunsQuery } from '../../lib/queries/reviews.queries.ts'

/** What the version did in a workspace that was thrown away. */
export function ReviewTrial({ id }: { id: string }) {
  const runs = useQuery(trialRunsQuery(id))
  const queryClient = useQueryClient()
  const again = useMutation({
    mutationFn: () => api.reviews.requestTrialRun(id),
    onSuccess: (answer) => queryClient.setQueryData(trialRunsQuery(id).queryKey, answer),
  })
  const newest = runs.data?.items[0]
  return (
    <Section
      title="Trial run"
      aside={
        runs.data && (
          <Button size="small" pending={again.isPending || isUnderWay(newest)} onClick={() => again.mutate()}>
            <FlaskConical aria-hidden="true" />
            {newest === undefined ? 'Try it out' : 'Try it out again'}
          </Button>
        )
      }
    >
      <div className="grid gap-3">
        <FormProblem error={again.error} fields={[]} />
        {runs.isLoadingError && <ProblemPanel error={runs.error} onRetry={() => void runs.refetch()} />}
        {runs.isPending && <TrialLoading />}
        {runs.data && <NewestRun run={newest} />}
      </div>
    </Section>
  )
}

const TrialLoading = () => (
  <Loading label="Loading the trial run">
    <SkeletonRows count={3} />
  </Loading>
)

function NewestRun({ run }: { run: TrialRun | undefined }) {
  if (run === undefined) {
    return (
      <p className="sheet p-4 text-ink-muted">
        It has not been tried out. A trial calls what it offers in a workspace that is thrown away, with inputs made
        from its schemas; no real data and no network are in reach.
      </p>
    )
  }
  if (isUnderWay(run)) {
    return (
      <Loading label="The trial is under way">
        <p className="mb-2 text-ink-muted">
          {run.state === 'queued' ? 'It waits for its turn …' : 'It is under way …'}
        </p>
        <SkeletonRows count={2} />
      </Loading>
    )
  }
  return (
    <>
      <p className="text-sm text-ink-muted">
        {run.requestedBy === null ? 'By itself, when it was submitted' : `Asked for by ${run.requestedBy}`},{' '}
        <TimeAgo at={run.finishedAt ?? run.createdAt} />
      </p>
      {run.remark && <Notice tone="warning">{run.remark}</Notice>}
      {run.evidence && <Evidence evidence={run.evidence} />}
    </>
  )
}
