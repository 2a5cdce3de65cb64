import type { InstallSummary, Workspace } from '@grantry/contract'
import { ProblemError } from '@grantry/sdk/client/problem'
import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ExtensionIcon } from '../../components/extensions/extension-icon.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { Notice, ProblemNotice } from '../../components/ui/notice.tsx'
import { chosenGrants, initialChoices, isGrantable } from '../../lib/consent.ts'
import { plural } from '../../lib/format.ts'
import { problemSentence } from '../../lib/problem.ts'
import { extensionQuery } from '../../lib/queries/catalogue.queries.ts'
import { ownInstallsOfQuery } from '../../lib/queries/own-installs.queries.ts'
import { workspacesQuery } from '../../lib/queries/workspaces.queries.ts'
import { canManage } from '../../lib/workspace.ts'
import { ConsentForm } from './consent-form.tsx'
import { useInstall } from './use-install.ts'
import type { WorkspaceChoice } from './workspace-picker.tsx'

const route = getRouteApi('/extensions/$id')

/** The consent: where, with which permissions, how far each may reach. */
export function InstallDialog() {
  const { id } = route.useParams()
  const extension = useSuspenseQuery(extensionQuery(id)).data
  const workspaces = useSuspenseQuery(workspacesQuery).data.items
  const refusals = refusalsOf(workspaces, useSuspenseQuery(ownInstallsOfQuery(id)).data)
  const navigate = useNavigate()
  const close = () =>
    void navigate({ to: '/extensions/$id', params: { id }, search: (search) => search, resetScroll: false })

  const { permissions } = extension.latest
  const [choices, setChoices] = useState(() => initialChoices(permissions))
  const [workspace, setWorkspace] = useState<WorkspaceChoice>(() => {
    const free = workspaces.find((candidate) => !refusals.has(candidate.id))
    if (free !== undefined) return { kind: 'existing', id: free.id }
    return { kind: 'new', name: workspaces.length === 0 ? 'My workspace' : '' }
  })
  const grants = chosenGrants(permissions, choices)
  const install = useInstall({
    extension,
    workspaces,
    choice: workspace,
    grants,
    // Should the install fail, the next try goes to this workspace instead of making another one.
    onCreated: ({ id }) => setWorkspace({ kind: 'existing', id }),
  })
  const count = plural(grants.length, 'permission')

  return (
    <Dialog
      title={
        <span className="flex items-center gap-3">
          <ExtensionIcon id={extension.id} url={extension.iconUrl} size="small" />
          Install {extension.name}
        </span>
      }
      description={`Version ${extension.version} by ${extension.publisher.name}`}
      width="wide"
      onClose={close}
      footer={
        <>
          <Button tone="quiet" onClick={close}>
            Cancel
          </Button>
          <Button
            tone="primary"
            pending={install.isPending}
            disabled={!isNamed(workspace) || !isGrantable(permissions, choices)}
            onClick={() => install.mutate()}
          >
            {grants.length === 0 ? 'Install without permissions' : `Install and grant ${count}`}
          </Button>
        </>
      }
    >
      <div className="grid gap-6">
        <ConsentForm
          extension={extension}
          workspaces={workspaces}
          refusals={refusals}
          workspace={workspace}
          choices={choices}
          onWorkspace={setWorkspace}
          onChoices={setChoices}
        />
        {install.error && <InstallProblem error={install.error} />}
      </div>
    </Dialog>
  )
}

/** A workspace that is to be made needs a name. */
const isNamed = (choice: WorkspaceChoice): boolean => choice.kind === 'existing' || choice.name.trim() !== ''

/** Where it cannot be installed, and why, in a word or two. */
function refusalsOf(workspaces: readonly Workspace[], installs: readonly InstallSummary[]): Map<string, string> {
  const roles = workspaces.filter((workspace) => !canManage(workspace)).map(({ id }) => [id, 'for its admins'] as const)
  const taken = installs.map(({ workspaceId }) => [workspaceId, 'installed'] as const)
  return new Map([...roles, ...taken])
}

const InstallProblem = ({ error }: { error: Error }) =>
  error instanceof ProblemError ? (
    <ProblemNotice title="It was not installed" problem={error} />
  ) : (
    <Notice tone="error">{problemSentence(error)}</Notice>
  )
