import type { ExtensionSummary } from '@grantry/contract'
import { plural } from '../../lib/format.ts'

/** What people think of it, in a line of facts; nothing while nobody has said anything. */
export const RatingMark = ({ rating: { average, count } }: { rating: ExtensionSummary['rating'] }) =>
  average !== null && (
    <span className="tabular-nums" title={plural(count, 'rating')}>
      <span aria-hidden="true">★ </span>
      {average.toFixed(1)}
      <span className="sr-only"> of 5 stars, {plural(count, 'rating')}</span>
    </span>
  )
