import type { Workspace } from '@grantry/contract'
import { Field, Input, Select } from '../../components/ui/field.tsx'

/** Where to install: in a workspace that exists, or in one that is made for it. */
export type WorkspaceChoice = { kind: 'existing'; id: string } | { kind: 'new'; name: string }

interface WorkspacePickerProps {
  workspaces: readonly Workspace[]
  /** Why it cannot be installed in some of them, by their ids. */
  refusals: ReadonlyMap<string, string>
  choice: WorkspaceChoice
  onChange: (choice: WorkspaceChoice) => void
}

export function WorkspacePicker({ workspaces, refusals, choice, onChange }: WorkspacePickerProps) {
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {workspaces.length > 0 && (
        <Field label="Workspace">
          {(control) => (
            <Select
              {...control}
              value={choice.kind === 'existing' ? choice.id : ''}
              onChange={({ target: { value } }) =>
                onChange(value === '' ? { kind: 'new', name: '' } : { kind: 'existing', id: value })
              }
            >
              {workspaces.map(({ id, name }) => (
                <option key={id} value={id} disabled={refusals.has(id)}>
                  {refusals.has(id) ? `${name} (${refusals.get(id)})` : name}
                </option>
              ))}
              <option value="">Create a workspace…</option>
            </Select>
          )}
        </Field>
      )}
      {choice.kind === 'new' && (
        <Field
          label="Name of the new workspace"
          hint={
            workspaces.length === 0
              ? 'A workspace holds files and the extensions that may work on them.'
              : 'Give it a name: it is made when you install.'
          }
        >
          {(control) => (
            <Input
              {...control}
              value={choice.name}
              maxLength={80}
              autoComplete="off"
              onChange={(event) => onChange({ kind: 'new', name: event.target.value })}
            />
          )}
        </Field>
      )}
    </div>
  )
}
