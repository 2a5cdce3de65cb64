import type { Rating } from '@grantry/contract'
import { Flag } from 'lucide-react'
import { useState } from 'react'
import { Stars } from '../../components/ratings/stars.tsx'
import { Button } from '../../components/ui/button.tsx'
import { TimeAgo } from '../../components/ui/time-ago.tsx'
import { useVisitor } from '../../lib/me.ts'
import { ReportRatingDialog } from './report-rating.dialog.tsx'

/** What one person says, and what the publisher answers. */
export function RatingItem({ rating, publisher }: { rating: Rating; publisher: string }) {
  const me = useVisitor()
  const [reporting, setReporting] = useState(false)
  return (
    <article className="sheet grid gap-2 p-4">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Stars stars={rating.stars} />
        <h3 className="font-semibold">{rating.author ?? 'Somebody who left'}</h3>
        <span className="text-sm text-ink-muted">
          <TimeAgo at={rating.editedAt ?? rating.createdAt} /> · v{rating.version}
        </span>
        {me !== null && (
          <Button tone="quiet" size="small" className="ml-auto" onClick={() => setReporting(true)}>
            <Flag aria-hidden="true" />
            Report
            <span className="sr-only"> the rating of {rating.author ?? 'somebody who left'}</span>
          </Button>
        )}
      </header>
      {rating.text && <p className="whitespace-pre-line">{rating.text}</p>}
      {rating.reply && (
        <blockquote className="grid gap-1 border-l-2 border-accent-line pl-3.5">
          <p className="text-sm text-ink-muted">
            <span className="font-medium text-ink">{publisher}</span> answered <TimeAgo at={rating.reply.at} />
          </p>
          <p className="whitespace-pre-line">{rating.reply.text}</p>
        </blockquote>
      )}
      {reporting && <ReportRatingDialog rating={rating} onClose={() => setReporting(false)} />}
    </article>
  )
}
