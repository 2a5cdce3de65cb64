import type { ReviewDetail } from '@grantry/contract'
import { ProblemError } from '@grantry/sdk/client/problem'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Ban, Check, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Fact, Facts } from '../../components/ui/facts.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { useKeptFocus } from '../../components/ui/kept-focus.ts'
import { TimeAgo } from '../../components/ui/time-ago.tsx'
import { toast, toastProblem } from '../../components/ui/toast.ts'
import { api } from '../../lib/api.ts'
import { formatBytes, formatSpan, plural } from '../../lib/format.ts'
import { problemSentence } from '../../lib/problem.ts'
import { ReasonDialog } from './reason.dialog.tsx'

/** Who sent it, since when, and the decision. */
export const DecisionPanel = ({ review }: { review: ReviewDetail }) => (
  <aside aria-label="Decision" className="grid gap-4 lg:sticky lg:top-20">
    <section className="sheet grid gap-3.5 p-4">
      <h2 className="font-semibold">Submission</h2>
      <Facts>
        <Fact name="Publisher">{review.publisher.name}</Fact>
        <Fact name="By">
          {review.submittedBy.name}
          <span className="block text-sm font-normal break-all text-ink-muted">{review.submittedBy.email}</span>
        </Fact>
        <Fact name="Uploaded">
          <TimeAgo at={review.submittedAt} />
        </Fact>
        {review.position !== null && <Fact name="In the queue">Number {review.position}</Fact>}
        {review.position !== null && <Fact name="Waits">{formatSpan(review.ageSeconds)}</Fact>}
        <Fact name="Archive">{formatBytes(review.detail.sizeBytes)}</Fact>
        <Fact name="Licence">{review.detail.license ?? 'not stated'}</Fact>
      </Facts>
    </section>
    <Decision review={review} />
  </aside>
)

function Decision({ review }: { review: ReviewDetail }) {
  useKeptFocus(review.status)
  switch (review.status) {
    case 'submitted':
      return <OpenDecision review={review} />
    case 'approved':
    case 'yanked':
      return <TakeDown review={review} />
    case 'draft':
    case 'rejected':
    case 'taken_down':
      return <Decided review={review} />
  }
}

function Decided({ review }: { review: ReviewDetail }) {
  if (review.decidedAt === null) return null
  return (
    <section className="sheet grid gap-2 p-4">
      <h2 className="font-semibold">
        Decided <TimeAgo at={review.decidedAt} />
      </h2>
      {review.reason && <p className="border-l-2 border-line pl-2.5">“{review.reason}”</p>}
    </section>
  )
}

type Ask = 'reject' | 'take-down' | null

function OpenDecision({ review }: { review: ReviewDetail }) {
  const [asking, setAsking] = useState<Ask>(null)
  const approve = useDecision(review, () => api.reviews.approve(review.id), 'is approved')
  const reject = useDecision(review, (reason) => api.reviews.reject(review.id, reason), 'is rejected')
  return (
    <section className="sheet grid gap-2.5 p-4">
      <h2 className="mb-1 font-semibold">Decision</h2>
      <Button tone="primary" pending={approve.isPending} onClick={() => approve.mutate('')}>
        <Check aria-hidden="true" />
        Approve
      </Button>
      <Button onClick={() => setAsking('reject')}>
        <X aria-hidden="true" />
        Reject…
      </Button>
      <FormProblem error={approve.error} fields={[]} />
      <p className="text-sm text-ink-muted">
        An approval puts it into the store. Your decision is recorded with your name.
      </p>
      {asking === 'reject' && (
        <ReasonDialog
          title={`Reject ${review.name} ${review.version}?`}
          hint="The publisher reads this. Say what to change."
          confirm="Reject the version"
          decision={reject}
          onClose={() => setAsking(null)}
        />
      )}
    </section>
  )
}

function reachText({ reach: { installs, workspaces } }: ReviewDetail): string {
  if (installs === 0) return 'Nobody has it installed now.'
  return `It is installed ${plural(installs, 'time')}, in ${plural(workspaces, 'workspace')}.`
}

function TakeDown({ review }: { review: ReviewDetail }) {
  const [asking, setAsking] = useState<Ask>(null)
  const takeDown = useDecision(review, (reason) => api.reviews.takeDown(review.id, reason), 'is taken down')
  return (
    <>
      <Decided review={review} />
      <section className="sheet grid gap-2.5 p-4">
        <h2 className="mb-1 font-semibold">In danger</h2>
        <Button tone="danger" onClick={() => setAsking('take-down')}>
          <Ban aria-hidden="true" />
          Take down…
        </Button>
        <p className="text-sm text-ink-muted">Stops every running copy at once. {reachText(review)}</p>
        {asking === 'take-down' && (
          <ReasonDialog
            title={`Take down ${review.name} ${review.version}?`}
            lead={reachText(review)}
            hint="The publisher and everybody who has it installed read this."
            confirm="Take it down everywhere"
            decision={takeDown}
            onClose={() => setAsking(null)}
          />
        )}
      </section>
    </>
  )
}

/** A decision about this review; lists and the store are asked anew, also when somebody else has taken one. */
function useDecision(review: ReviewDetail, decide: (reason: string) => Promise<void>, outcome: string) {
  const queryClient = useQueryClient()
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: ['reviews'] }),
      queryClient.invalidateQueries({ queryKey: ['extensions'] }),
    ])
  return useMutation({
    mutationFn: decide,
    onSuccess: async () => {
      await refresh()
      toast(`${review.name} ${review.version} ${outcome}`)
    },
    onError: async (error) => {
      await refresh()
      // The panel that was pressed goes with the answer, and its own sentence with it.
      if (error instanceof ProblemError && DECIDED_CODES.has(error.code)) toastProblem(problemSentence(error))
    },
  })
}
/** Somebody else has approved or rejected it, or taken it down, meanwhile. */
const DECIDED_CODES: ReadonlySet<string> = new Set(['review_decided', 'version_state'])
export type DecisionMutation = ReturnType<typeof useDecision>
