import type { ExtensionDetail, PermissionView, Workspace } from '@grantry/contract'
import { PermissionChoice } from '../../components/permissions/permission-choice.tsx'
import { ClosedByDefault } from '../../components/permissions/permission-list.tsx'
import type { Choices } from '../../lib/consent.ts'
import { formatCount, formatMilliseconds } from '../../lib/format.ts'
import { WorkspacePicker, type WorkspaceChoice } from './workspace-picker.tsx'

interface ConsentFormProps {
  extension: ExtensionDetail
  workspaces: readonly Workspace[]
  workspace: WorkspaceChoice
  choices: Choices
  onWorkspace: (choice: WorkspaceChoice) => void
  onChoices: (choices: Choices) => void
}

/** What is decided before an install: the place, what it must have, what it may have. */
export function ConsentForm({ extension, workspaces, workspace, choices, onWorkspace, onChoices }: ConsentFormProps) {
  const { permissions, limits } = extension.latest
  const group = { choices, onChange: onChoices }
  return (
    <>
      <WorkspacePicker workspaces={workspaces} choice={workspace} onChange={onWorkspace} />
      {permissions.length === 0 && (
        <p className="rounded-md bg-sunken p-4">
          {extension.name} asks for no permission. It works on what it is given and reaches nothing else.
        </p>
      )}
      <ChoiceGroup title="It needs" permissions={permissions.filter(({ optional }) => !optional)} {...group} />
      <ChoiceGroup
        title="It would like"
        lead="Off unless you turn it on. It works without."
        permissions={permissions.filter(({ optional }) => optional)}
        {...group}
      />
      <div className="grid gap-1.5">
        <ClosedByDefault />
        <p className="text-sm text-ink-muted tabular-nums">
          One call may use {formatCount(limits.fuel)} fuel, {limits.memoryMiB} MiB of memory and{' '}
          {formatMilliseconds(limits.deadlineMs)}; then it is stopped.
        </p>
      </div>
    </>
  )
}

interface ChoiceGroupProps {
  title: string
  lead?: string
  permissions: readonly PermissionView[]
  choices: Choices
  onChange: (choices: Choices) => void
}

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
