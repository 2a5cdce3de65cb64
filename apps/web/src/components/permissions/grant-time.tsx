import type { GrantTerms, GrantView } from '@grantry/contract'
import { Hourglass } from 'lucide-react'
import { formatExactSpan, formatInstant, formatSpan } from '../../lib/format.ts'
import { grantedSeconds, renewedTerms } from '../../lib/grants.ts'
import { Button } from '../ui/button.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'

interface GrantTimeProps {
  request: GrantView
  titleId: string
  busy: boolean
  onGrant: (terms: GrantTerms) => void
}

/** Of a grant for a time: what is left of it, or since when it is over, and the same again by one click. */
export function GrantTime({ request, titleId, busy, onGrant }: GrantTimeProps) {
  const seconds = grantedSeconds(request)
  if (seconds === null) return null
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <Hourglass aria-hidden="true" className="size-4 shrink-0 text-medium" />
      {request.ended && (
        <p>
          Its time was over <TimeAgo at={request.ended.at} />. It was allowed to: {request.ended.sentence}.
        </p>
      )}
      {request.expiresAt && (
        <p>
          Until <time dateTime={request.expiresAt}>{formatInstant(request.expiresAt)}</time>,{' '}
          {formatSpan((Date.parse(request.expiresAt) - Date.now()) / 1_000)} left
        </p>
      )}
      <Button size="small" pending={busy} aria-describedby={titleId} onClick={() => onGrant(renewedTerms(request))}>
        {request.ended ? 'Grant it again' : 'Renew'} for {formatExactSpan(seconds)}
      </Button>
    </div>
  )
}
