import type { Rating } from '@grantry/contract'
import { useMutation } from '@tanstack/react-query'
import { Flag } from 'lucide-react'
import { useState } from 'react'
import { authorOf } from '../../components/ratings/rating-card.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { Field, TextArea } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { toast } from '../../components/ui/toast.ts'
import { fieldIssues } from '../../lib/problem.ts'
import { ratingsApi } from '../../lib/queries/ratings.queries.ts'

export const ReportButton = ({ rating, onClick }: { rating: Rating; onClick: () => void }) => (
  <Button tone="quiet" size="small" onClick={onClick}>
    <Flag aria-hidden="true" />
    Report
    <span className="sr-only"> the rating of {authorOf(rating)}</span>
  </Button>
)

/** Tells the admins why a rating should not stand. */
export function ReportRatingDialog({ rating, onClose }: { rating: Rating; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const report = useMutation({
    mutationFn: () => ratingsApi.report(rating.id, reason),
    onSuccess: () => {
      toast('The admins will look at it')
      onClose()
    },
  })
  return (
    <Dialog
      title="Report this rating"
      description="An admin reads what you write and decides whether the rating stands. Its author does not learn who reported it."
      onClose={onClose}
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button
            tone="primary"
            disabled={reason.trim().length < 3}
            pending={report.isPending}
            onClick={() => report.mutate()}
          >
            Report
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <Field label="What is wrong with it" errors={fieldIssues(report.error, 'reason')}>
          {(control) => (
            <TextArea {...control} value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
        <FormProblem error={report.error} fields={['reason']} />
      </div>
    </Dialog>
  )
}
