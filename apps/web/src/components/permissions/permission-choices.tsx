import type { PermissionView } from '@grantry/contract'
import type { Choices } from '../../lib/consent.ts'
import { PermissionChoice } from './permission-choice.tsx'

interface ChoiceGroupProps {
  title: string
  lead?: string
  permissions: readonly PermissionView[]
  choices: Choices
  onChange: (choices: Choices) => void
}

/** Requested permissions to decide on, under one heading. */
function ChoiceGroup({ title, lead, permissions, choices, onChange }: ChoiceGroupProps) {
  if (permissions.length === 0) return null
  return (
    <section className="grid gap-2">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h3 className="font-semibold">{title}</h3>
        {lead && <p className="text-sm text-ink-muted">{lead}</p>}
      </div>
      <ul className="divide-y divide-line rounded-lg border border-line">
        {permissions.map((permission) => (
          <PermissionChoice
            key={permission.id}
            permission={permission}
            choice={choices[permission.id] ?? { granted: false, scope: permission.scope }}
            onChange={(choice) => onChange({ ...choices, [permission.id]: choice })}
          />
        ))}
      </ul>
    </section>
  )
}

/** What is required, then what is optional. */
export const PermissionChoices = ({ permissions, ...rest }: Omit<ChoiceGroupProps, 'title' | 'lead'>) => (
  <>
    <ChoiceGroup title="It needs" permissions={permissions.filter(({ optional }) => !optional)} {...rest} />
    <ChoiceGroup
      title="It would like"
      lead="Off unless you turn it on. It works without."
      permissions={permissions.filter(({ optional }) => optional)}
      {...rest}
    />
  </>
)
