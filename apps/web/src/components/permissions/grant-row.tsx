import type { GrantTerms, GrantView, Usage } from '@grantry/contract'
import { useId } from 'react'
import { isNarrowed } from '../../lib/consent.ts'
import { plural } from '../../lib/format.ts'
import { Badge } from '../ui/badge.tsx'
import { Switch } from '../ui/switch.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'
import { GrantChange } from './grant-change.tsx'
import { GrantTime } from './grant-time.tsx'
import { PermissionIcon } from './permission-icon.tsx'
import { Reason } from './permission-list.tsx'
import { RiskLabel } from './risk-label.tsx'

interface GrantRowProps {
  request: GrantView
  use: Usage['permissions'][number] | null
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
        <UseLine request={request} use={use} />
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

function UseLine({ request, use }: Pick<GrantRowProps, 'request' | 'use'>) {
  const uses = use?.allowed ?? 0
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-muted tabular-nums">
      {uses > 0 ? <span>Used {plural(uses, 'time')}</span> : <span>Never used</span>}
      {use && use.denied > 0 && <span className="text-high">Denied {plural(use.denied, 'time')}</span>}
      {use?.lastUsedAt && (
        <span>
          Last <TimeAgo at={use.lastUsedAt} />
        </span>
      )}
      {request.granted && uses === 0 && <span>You may as well take it back.</span>}
    </p>
  )
}
