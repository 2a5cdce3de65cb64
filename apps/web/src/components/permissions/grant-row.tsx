import type { GrantTerms, GrantView, PermissionUse } from '@grantry/contract'
import { useId } from 'react'
import { isNarrowed } from '../../lib/consent.ts'
import { Badge } from '../ui/badge.tsx'
import { Switch } from '../ui/switch.tsx'
import { GrantChange } from './grant-change.tsx'
import { GrantTime } from './grant-time.tsx'
import { PermissionIcon } from './permission-icon.tsx'
import { Reason } from './permission-list.tsx'
import { RiskLabel } from './risk-label.tsx'
import { UseSummary } from './use-summary.tsx'

interface GrantRowProps {
  request: GrantView
  use: PermissionUse | null
  busy: boolean
  onGrant: (terms: GrantTerms) => void
  onRevoke: () => void
}

/** A permission of an install: on or off at once, how far it reaches, and what the extension did with it. */
export function GrantRow({ request, use, busy, onGrant, onRevoke }: GrantRowProps) {
  const id = useId()
  const scope = request.grantedScope ?? request.scope
  return (
    <li className="flex gap-3.5 p-4">
      <PermissionIcon id={request.id} />
      <div className="grid min-w-0 flex-1 gap-1.5">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h3 id={`${id}-title`} className="font-semibold">
            {request.title}
          </h3>
          <RiskLabel risk={request.risk} />
          {!request.optional && <Badge>Required</Badge>}
          {request.granted && isNarrowed(request, scope) && <Badge tone="accent">Narrowed</Badge>}
        </div>
        <p id={`${id}-sentence`}>{request.grantedSentence ?? request.sentence}.</p>
        <Reason>{request.reason}</Reason>
        {use && <UseSummary use={use} />}
        <GrantTime request={request} titleId={`${id}-title`} busy={busy} onGrant={onGrant} />
        {request.granted && <GrantChange request={request} titleId={`${id}-title`} busy={busy} onGrant={onGrant} />}
      </div>
      <Switch
        checked={request.granted}
        pending={busy}
        onCheckedChange={(granted) => (granted ? onGrant({}) : onRevoke())}
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-sentence`}
      />
    </li>
  )
}
