import type { ReportedRating } from '@grantry/contract'
import { ProblemError } from '@grantry/sdk/client/problem'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Check, Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { authorOf, RatingCard } from '../../components/ratings/rating-card.tsx'
import { Button } from '../../components/ui/button.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { TimeAgo } from '../../components/ui/time-ago.tsx'
import { toast, toastProblem } from '../../components/ui/toast.ts'
import { plural } from '../../lib/format.ts'
import { problemSentence } from '../../lib/problem.ts'
import { ratingsApi, ratingsKey, reportedKey } from '../../lib/queries/ratings.queries.ts'
import { WhyDialog } from './why.dialog.tsx'

/** A rating, what people say against it, and what an admin may decide. */
export function ReportedRatingItem({ item: { rating, extensionName, reports } }: { item: ReportedRating }) {
  const [deciding, setDeciding] = useState(false)
  const { hide, show } = useDecisions({ rating, extensionName, reports })
  const whose = <span className="sr-only"> the rating of {authorOf(rating)}</span>
  return (
    <RatingCard
      rating={rating}
      publisher="The publisher"
      about={
        <Link
          to="/extensions/$id"
          params={{ id: rating.extension }}
          search={{ tab: 'ratings' }}
          className="link underline"
        >
          {extensionName}
        </Link>
      }
      actions={
        rating.hidden ? (
          <Button size="small" onClick={() => setDeciding(true)}>
            <Eye aria-hidden="true" />
            Show again…{whose}
          </Button>
        ) : (
          <>
            <Button
              tone="quiet"
              size="small"
              aria-label={`Let it stand: the rating of ${authorOf(rating)}`}
              pending={show.isPending}
              onClick={() => show.mutate('')}
            >
              <Check aria-hidden="true" />
              Let it stand
            </Button>
            <Button size="small" onClick={() => setDeciding(true)}>
              <EyeOff aria-hidden="true" />
              Hide…{whose}
            </Button>
          </>
        )
      }
    >
      {rating.hidden && (
        <Notice tone="warning" title="Hidden">
          <p>
            {rating.hidden.reason} · <TimeAgo at={rating.hidden.at} />
          </p>
        </Notice>
      )}
      <Reports reports={reports} />
      {!deciding && <FormProblem error={show.error} fields={[]} />}
      {deciding && rating.hidden && (
        <WhyDialog
          title={`Show the rating of ${authorOf(rating)} again?`}
          description="It counts and is seen again. Its author is told by mail."
          hint="Its author reads this. You may leave it empty."
          confirm="Show it again"
          decision={show}
          onClose={() => setDeciding(false)}
        />
      )}
      {deciding && !rating.hidden && (
        <WhyDialog
          title={`Hide the rating of ${authorOf(rating)}?`}
          description="It counts for nothing then, and only its author and admins see it. Its author is told by mail."
          hint="Its author reads this."
          confirm="Hide it"
          tone="danger"
          decision={hide}
          onClose={() => setDeciding(false)}
        />
      )}
    </RatingCard>
  )
}

function Reports({ reports }: Pick<ReportedRating, 'reports'>) {
  const oldest = reports.at(-1)
  if (oldest === undefined) return null
  return (
    <div className="grid gap-1.5 border-t border-line pt-2.5 text-sm">
      <p className="font-medium">
        Reported by {plural(reports.length, 'person', 'people')}, first <TimeAgo at={oldest.at} />
      </p>
      <ul className="grid gap-1 text-ink-muted">
        {reports.map(({ reason, at }) => (
          <li key={at + reason} className="wrap-anywhere whitespace-pre-line">
            “{reason}” · <TimeAgo at={at} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function useDecisions({ rating, extensionName }: ReportedRating) {
  const queryClient = useQueryClient()
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: reportedKey }),
      queryClient.invalidateQueries({ queryKey: ratingsKey(rating.extension) }),
    ])
  const seen = rating.hidden === null ? 'reported' : 'hidden'
  const settled = {
    onError: (error: Error) => {
      // The rating goes from this list with the answer, and its own sentence with it.
      if (error instanceof ProblemError && error.code === 'rating_decided') toastProblem(problemSentence(error))
    },
    // Also when another admin was faster.
    onSettled: refresh,
  }
  const hide = useMutation({
    ...settled,
    mutationFn: (reason: string) => ratingsApi.hide(rating.id, reason, seen),
    onSuccess: () => toast(`The rating of ${extensionName} is hidden`),
  })
  const show = useMutation({
    ...settled,
    mutationFn: (reason: string) => ratingsApi.show(rating.id, reason || undefined, seen),
    onSuccess: () => toast(rating.hidden ? `The rating of ${extensionName} is shown again` : 'The rating stands'),
  })
  return { hide, show }
}
