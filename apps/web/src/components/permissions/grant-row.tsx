import type { GrantView, Usage } from '@grantry/contract'
import { SlidersHorizontal } from 'lucide-react'
import { useId, useState } from 'react'
import { isNarrowed, narrowings, readScope, type Scope } from '../../lib/consent.ts'
import { formatInstant, plural } from '../../lib/format.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Switch } from '../ui/switch.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'
import { PermissionIcon } from './permission-icon.tsx'
import { Reason } from './permission-list.tsx'
import { RiskLabel } from './risk-label.tsx'
import { ScopeEditor } from './scope-editor.tsx'

interface GrantRowProps {
  request: GrantView
  use: Usage['permissions'][number] | null
  busy: boolean
  onGrant: (scope: Scope) => void
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
        {request.granted && narrowings(request.scope).length > 0 && (
          <ScopeChange request={request} titleId={`${id}-title`} scope={scope} busy={busy} onGrant={onGrant} />
        )}
      </div>
      <Switch
        checked={request.granted}
        pending={busy}
        onCheckedChange={(granted) => (granted ? onGrant(request.scope) : onRevoke())}
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
      {request.granted && request.expiresAt && <span>Until {formatInstant(request.expiresAt)}</span>}
      {request.granted && uses === 0 && <span>You may as well take it back.</span>}
    </p>
  )
}

interface ScopeChangeProps {
  request: GrantView
  titleId: string
  scope: Scope
  busy: boolean
  onGrant: (scope: Scope) => void
}

function ScopeChange({ request, titleId, scope, busy, onGrant }: ScopeChangeProps) {
  const [draft, setDraft] = useState<Scope | null>(null)
  if (draft === null) {
    return (
      <Button
        size="small"
        tone="quiet"
        className="-ml-2.5 w-fit"
        aria-describedby={titleId}
        onClick={() => setDraft(scope)}
      >
        <SlidersHorizontal aria-hidden="true" />
        Change its reach
      </Button>
    )
  }
  const { sentence } = readScope(request.id, draft)
  const save = () => {
    onGrant(draft)
    setDraft(null)
  }
  return (
    <div className="grid gap-3 rounded-md bg-sunken p-3.5">
      <ScopeEditor permission={request} scope={draft} onChange={setDraft} />
      {sentence && <p className="text-sm">It could then: {sentence}.</p>}
      <div className="flex gap-2">
        <Button size="small" tone="primary" disabled={sentence === null} pending={busy} onClick={save}>
          Set the reach
        </Button>
        <Button size="small" tone="quiet" onClick={() => setDraft(null)}>
          Cancel
        </Button>
      </div>
    </div>
  )
}
