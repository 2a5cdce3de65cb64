import type { Rating } from '@grantry/contract'
import { useState } from 'react'
import { RatingCard } from '../../components/ratings/rating-card.tsx'
import { useVisitor } from '../../lib/me.ts'
import { ReportButton, ReportRatingDialog } from './report-rating.dialog.tsx'

/** A rating that whoever is signed in may report. */
export function RatingItem({ rating, publisher }: { rating: Rating; publisher: string }) {
  const me = useVisitor()
  const [reporting, setReporting] = useState(false)
  return (
    <RatingCard
      rating={rating}
      publisher={publisher}
      actions={me !== null && <ReportButton rating={rating} onClick={() => setReporting(true)} />}
    >
      {reporting && <ReportRatingDialog rating={rating} onClose={() => setReporting(false)} />}
    </RatingCard>
  )
}
