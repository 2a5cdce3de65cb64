import type { ReviewTrailEntry } from '@grantry/contract'
import { TimeAgo } from '../ui/time-ago.tsx'

const ACTIONS: Record<string, string> = {
  'version.submitted': 'Submitted',
  'review.approved': 'Approved',
  'review.rejected': 'Rejected',
  'version.yanked': 'Yanked',
  'version.taken_down': 'Taken down',
}

/** What was done to a version, oldest first, as the audit has it. */
export const ReviewTrail = ({ trail }: { trail: readonly ReviewTrailEntry[] }) => (
  <ol className="sheet divide-y divide-line">
    {trail.map(({ at, action, by, reason }) => (
      <li key={`${at} ${action}`} className="grid gap-1 px-4 py-3">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{ACTIONS[action] ?? action}</span>
          <span className="text-ink-muted">
            by {by === null ? 'the server' : <span title={by.email}>{by.name}</span>}, <TimeAgo at={at} />
          </span>
        </p>
        {reason && <p className="border-l-2 border-line pl-2.5 whitespace-pre-line">“{reason}”</p>}
      </li>
    ))}
  </ol>
)
