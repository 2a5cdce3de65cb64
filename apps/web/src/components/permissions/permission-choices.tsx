import type { PermissionView } from '@grantry/contract'
import { declined, withEnd, type Choices } from '../../lib/consent.ts'
import { commonEnd } from '../../lib/grant-time.ts'
import { Field } from '../ui/field.tsx'
import { PermissionChoice } from './permission-choice.tsx'
import { TimeSelect } from './time-select.tsx'

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
            choice={choices[permission.id] ?? declined(permission)}
            onChange={(choice) => onChange({ ...choices, [permission.id]: choice })}
          />
        ))}
      </ul>
    </section>
  )
}

type PermissionChoicesProps = Omit<ChoiceGroupProps, 'title' | 'lead'>

/** What is required, then what is optional, and for how long all of it. */
export const PermissionChoices = ({ permissions, ...rest }: PermissionChoicesProps) => (
  <>
    <ChoiceGroup title="It needs" permissions={permissions.filter(({ optional }) => !optional)} {...rest} />
    <ChoiceGroup
      title="It would like"
      lead="Off unless you turn it on. It works without."
      permissions={permissions.filter(({ optional }) => optional)}
      {...rest}
    />
    <TimeForAll permissions={permissions} {...rest} />
  </>
)

/** Stands aside: a dialog is not begun to be read here. */
function TimeForAll({ permissions, choices, onChange }: PermissionChoicesProps) {
  const granted = permissions.flatMap(({ id }) => choices[id] ?? []).filter((choice) => choice.granted)
  if (granted.length === 0) return null
  return (
    <div data-aside="">
      <Field
        label="For how long"
        hint="After that it can do none of this until you grant it again, which takes one click."
      >
        {(control) => (
          <TimeSelect
            {...control}
            className="sm:w-fit"
            end={commonEnd(granted.map(({ end }) => end))}
            onChange={(end) => onChange(withEnd(permissions, choices, end))}
          />
        )}
      </Field>
    </div>
  )
}
