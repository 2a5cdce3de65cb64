import type { PermissionId, PermissionUse } from '@grantry/contract'
import { plural } from '../../lib/format.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'

interface SparePermissionsProps {
  uses: readonly PermissionUse[]
  busy: boolean
  onRevoke: (permission: PermissionId) => void
}

/** Points out what an extension has and never used. */
export function SparePermissions({ uses, busy, onRevoke }: SparePermissionsProps) {
  if (uses.length === 0) return null
  return (
    <Notice tone="info" title={`It has never used ${plural(uses.length, 'permission')} that it has`}>
      <ul className="grid gap-1.5">
        {uses.map(({ permission, title, grantedAt }) => (
          <li key={permission} className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
            <span>
              {title}
              {grantedAt && (
                <span className="text-sm text-ink-muted">
                  , granted <TimeAgo at={grantedAt} />
                </span>
              )}
            </span>
            <Button
              size="small"
              disabled={busy}
              onClick={() => onRevoke(permission)}
              aria-label={`Take it back: ${title}`}
            >
              Take it back
            </Button>
          </li>
        ))}
      </ul>
    </Notice>
  )
}
