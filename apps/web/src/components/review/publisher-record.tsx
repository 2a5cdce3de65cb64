import type { ReviewHistory, VersionState } from '@grantry/contract'
import { Link } from '@tanstack/react-router'
import { plural } from '../../lib/format.ts'
import { PublisherName } from '../extensions/publisher-name.tsx'
import { VersionStateBadge, versionStateText } from '../extensions/state-badge.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'

/** How a publisher has fared so far, and its newest versions. */
export function PublisherRecord({ publisher }: { publisher: ReviewHistory['publisher'] }) {
  const counted = (Object.entries(publisher.versions) as [VersionState, number][]).filter(([, count]) => count > 0)
  return (
    <div className="sheet divide-y divide-line">
      <div className="grid gap-2 p-4">
        <p className="font-semibold">
          <PublisherName publisher={publisher} />
        </p>
        <p className="text-ink-muted">
          Since <TimeAgo at={publisher.createdAt} />, {plural(publisher.extensions, 'extension')},{' '}
          {plural(publisher.installs, 'install')}
        </p>
        <ul aria-label="Its versions by state" className="flex flex-wrap gap-x-4 gap-y-1">
          {counted.map(([state, count]) => (
            <li key={state} className="text-sm text-ink-muted">
              {versionStateText(state)} <strong className="text-ink tabular-nums">{count}</strong>
            </li>
          ))}
        </ul>
      </div>
      {publisher.recent.map((review) => (
        <div key={review.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
          <Link to="/review/$id" params={{ id: review.id }} className="link min-w-40 flex-1">
            {review.name} {review.version}
          </Link>
          {review.reason && review.status !== 'approved' && (
            <span className="min-w-0 flex-1 truncate text-sm text-ink-muted" title={review.reason}>
              “{review.reason}”
            </span>
          )}
          <VersionStateBadge state={review.status} />
        </div>
      ))}
    </div>
  )
}
