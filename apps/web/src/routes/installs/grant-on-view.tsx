import type { GrantView, PermissionUse } from '@grantry/contract'
import { PermissionRow } from '../../components/permissions/permission-list.tsx'
import { UseSummary } from '../../components/permissions/use-summary.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { formatInstant } from '../../lib/format.ts'

/** A permission of an install for those who do not decide on it: how it stands, and what was done with it. */
export const GrantOnView = ({ request, use }: { request: GrantView; use: PermissionUse | null }) => (
  <PermissionRow
    permission={{ ...request, sentence: request.grantedSentence ?? request.sentence }}
    mark={request.granted ? <Badge tone="accent">Granted</Badge> : <Badge>Not granted</Badge>}
  >
    {request.expiresAt && (
      <p className="text-sm">
        Until <time dateTime={request.expiresAt}>{formatInstant(request.expiresAt)}</time>
      </p>
    )}
    {use && <UseSummary use={use} />}
  </PermissionRow>
)
