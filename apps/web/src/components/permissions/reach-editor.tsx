import type { PermissionView } from '@grantry/contract'
import type { Choice } from '../../lib/consent.ts'
import { Field } from '../ui/field.tsx'
import { ScopeEditor } from './scope-editor.tsx'
import { TimeSelect } from './time-select.tsx'

export type Reach = Pick<Choice, 'scope' | 'end'>

interface ReachEditorProps {
  permission: PermissionView
  choice: Reach
  onChange: (reach: Reach) => void
}

/** How far one permission reaches, and for how long. */
export const ReachEditor = ({ permission, choice: { scope, end }, onChange }: ReachEditorProps) => (
  <div className="grid gap-4">
    <p className="text-sm text-ink-muted">
      What you leave out is refused when it tries, and stands in its log. You can change this later, in both directions.
    </p>
    <ScopeEditor permission={permission} scope={scope} onChange={(narrowed) => onChange({ scope: narrowed, end })} />
    <Field label="For how long, this one">
      {(control) => (
        <TimeSelect
          {...control}
          className="sm:w-fit"
          end={end}
          onChange={(chosen) => onChange({ scope, end: chosen })}
        />
      )}
    </Field>
  </div>
)
