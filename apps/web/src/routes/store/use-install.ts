import type { CreateInstall, ExtensionDetail, Workspace } from '@grantry/contract'
import { ProblemError } from '@grantry/sdk/client/problem'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { toast } from '../../components/ui/toast.ts'
import { api } from '../../lib/api.ts'
import { workspacesQuery } from '../../lib/queries/workspaces.queries.ts'
import { refreshMe } from '../../lib/session.ts'
import { workspaceAddress } from '../../lib/workspace-address.ts'
import type { WorkspaceChoice } from './workspace-picker.tsx'

export interface Consent {
  extension: ExtensionDetail
  workspaces: readonly Workspace[]
  choice: WorkspaceChoice
  grants: CreateInstall['grants']
  onCreated: (workspace: Workspace) => void
}

/** Makes the workspace where one is asked for, installs there, and goes to the install. */
export function useInstall({ extension, workspaces, choice, grants, onCreated }: Consent) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: async () => {
      const workspace = await requireWorkspace(workspaces, choice)
      if (choice.kind === 'new') {
        queryClient.setQueryData(
          workspacesQuery.queryKey,
          (page) => page && { ...page, items: [...page.items, workspace] },
        )
        onCreated(workspace)
      }
      const { id, version } = extension
      return { workspace, install: await api.installs.create(workspace.id, { extension: id, version, grants }) }
    },
    onSuccess: async ({ workspace, install }) => {
      await Promise.all([refreshMe(), queryClient.invalidateQueries({ queryKey: workspacesQuery.queryKey })])
      toast(`${install.name} is installed in ${workspace.name}`)
      const ws = workspaceAddress(workspace, workspaces)
      await navigate({ to: '/workspaces/$ws/installs/$install', params: { ws, install: install.id } })
    },
  })
}

async function requireWorkspace(workspaces: readonly Workspace[], choice: WorkspaceChoice): Promise<Workspace> {
  if (choice.kind === 'new') return api.workspaces.create({ name: choice.name })
  const workspace = workspaces.find(({ id }) => id === choice.id)
  if (workspace) return workspace
  throw new ProblemError({ status: 404, code: 'workspace_not_found', detail: 'This workspace is gone' })
}
