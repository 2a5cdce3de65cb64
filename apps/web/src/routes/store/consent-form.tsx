import type { ExtensionDetail, Workspace } from '@grantry/contract'
import { PermissionChoices } from '../../components/permissions/permission-choices.tsx'
import { ClosedByDefault } from '../../components/permissions/permission-list.tsx'
import type { Choices } from '../../lib/consent.ts'
import { formatCount, formatMilliseconds } from '../../lib/format.ts'
import { WorkspacePicker, type WorkspaceChoice } from './workspace-picker.tsx'

interface ConsentFormProps {
  extension: ExtensionDetail
  workspaces: readonly Workspace[]
  refusals: ReadonlyMap<string, string>
  workspace: WorkspaceChoice
  choices: Choices
  onWorkspace: (choice: WorkspaceChoice) => void
  onChoices: (choices: Choices) => void
}

/** What is decided before an install: the place, what it must have, what it may have. */
export function ConsentForm({
  extension,
  workspaces,
  refusals,
  workspace,
  choices,
  onWorkspace,
  onChoices,
}: ConsentFormProps) {
  const { permissions, limits } = extension.latest
  return (
    <>
      <WorkspacePicker workspaces={workspaces} refusals={refusals} choice={workspace} onChange={onWorkspace} />
      {permissions.length === 0 && (
        <p className="rounded-md bg-sunken p-4">
          <bdi>{extension.name}</bdi> asks for no permission. It works on what it is given and reaches nothing else.
        </p>
      )}
      <PermissionChoices permissions={permissions} choices={choices} onChange={onChoices} />
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
