import type { RatingPage } from '@grantry/contract'
import { plural } from '../../lib/format.ts'
import { Stars } from './stars.tsx'

interface RatingSummaryProps {
  summary: RatingPage['summary']
  /** Of how many stars alone ratings are shown. */
  chosen: number | undefined
  onChoose: (stars: number) => void
}

/** All ratings together; a row of it picks those of its stars. */
export const RatingSummary = ({ summary: { average, count, histogram }, chosen, onChoose }: RatingSummaryProps) => (
  <div className="sheet grid items-center gap-x-8 gap-y-4 p-4 sm:grid-cols-[auto_minmax(0,1fr)]">
    <div className="grid justify-items-start gap-1">
      <p className="text-3xl font-semibold tabular-nums">{average?.toFixed(1)}</p>
      <Stars stars={average ?? 0} />
      <p className="text-sm text-ink-muted">{plural(count, 'rating')}</p>
    </div>
    <ul aria-label="By stars" className="grid gap-0.5">
      {histogram
        .map((many, index) => ({ many, stars: index + 1 }))
        .toReversed()
        .map(({ many, stars }) => (
          <li key={stars}>
            <button
              type="button"
              aria-pressed={chosen === stars}
              onClick={() => onChoose(stars)}
              className="flex w-full items-center gap-3 rounded-sm px-1.5 py-1 text-sm hover:bg-hover aria-pressed:bg-hover aria-pressed:font-semibold"
            >
              <span className="w-3 tabular-nums">{stars}</span>
              <span className="sr-only">{stars === 1 ? 'star:' : 'stars:'}</span>
              <svg aria-hidden="true" className="h-2 flex-1 rounded-full bg-sunken">
                <rect width={`${(many / Math.max(1, count)) * 100}%`} height="100%" className="fill-medium" />
              </svg>
              <span className="w-8 text-right text-ink-muted tabular-nums">{many}</span>
              <span className="sr-only">{many === 1 ? 'rating' : 'ratings'}</span>
            </button>
          </li>
        ))}
    </ul>
  </div>
)
