import type { PermissionView } from '@grantry/contract'
import { useId, useState } from 'react'
import { SlidersHorizontal } from 'lucide-react'
import { isNarrowed, readScope, type Choice } from '../../lib/consent.ts'
import { endInWords } from '../../lib/grant-time.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Switch } from '../ui/switch.tsx'
import { PermissionIcon } from './permission-icon.tsx'
import { Reason } from './permission-list.tsx'
import { ReachEditor } from './reach-editor.tsx'
import { RiskLabel } from './risk-label.tsx'

interface PermissionChoiceProps {
  permission: PermissionView
  choice: Choice
  onChange: (choice: Choice) => void
}

/** A requested permission as a decision: what it means now, its risk, the reason, and how far it may reach. */
export function PermissionChoice({ permission, choice, onChange }: PermissionChoiceProps) {
  const [narrowing, setNarrowing] = useState(false)
  const id = useId()
  const time = endInWords(choice.end)
  return (
    <li className="grid gap-3 p-4">
      <div className="flex gap-3">
        <PermissionIcon id={permission.id} />
        <div className="grid min-w-0 flex-1 gap-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h4 id={`${id}-title`} className="font-semibold">
              {permission.title}
            </h4>
            <RiskLabel risk={permission.risk} />
          </div>
          <p id={`${id}-sentence`}>
            {readScope(permission, choice.scope).sentence ?? permission.sentence}.{' '}
            {isNarrowed(permission, choice.scope) && <Badge tone="accent">Narrowed by you</Badge>}{' '}
            {choice.granted && time && <Badge tone="accent">{time}</Badge>}
          </p>
        </div>
        {permission.optional ? (
          <Switch
            checked={choice.granted}
            onCheckedChange={(granted) => onChange({ ...choice, granted })}
            aria-labelledby={`${id}-title`}
            aria-describedby={`${id}-sentence`}
          />
        ) : (
          <Badge>Required</Badge>
        )}
      </div>
      <div className="grid gap-3 sm:pl-12">
        <Reason>{permission.reason}</Reason>
        {choice.granted && (
          <Button
            size="small"
            tone="quiet"
            className="-ml-2.5 w-fit"
            aria-expanded={narrowing}
            aria-describedby={`${id}-title`}
            onClick={() => setNarrowing(!narrowing)}
          >
            <SlidersHorizontal aria-hidden="true" />
            Narrow it
          </Button>
        )}
        {choice.granted && narrowing && (
          <ReachEditor permission={permission} choice={choice} onChange={(part) => onChange({ ...choice, ...part })} />
        )}
      </div>
    </li>
  )
}
