import type { Workspace } from '@grantry/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ConfirmDialog } from '../../components/ui/confirm-dialog.tsx'
import { toast } from '../../components/ui/toast.ts'
import { workspaceDataApi } from '../../lib/queries/workspace-data.queries.ts'
import { refreshMe } from '../../lib/session.ts'
import { workspacesQuery } from '../../lib/queries/workspaces.queries.ts'

interface DeleteWorkspaceDialogProps {
  workspace: Workspace
  onClose: () => void
}

export function DeleteWorkspaceDialog({ workspace, onClose }: DeleteWorkspaceDialogProps) {
  const { id, slug, name } = workspace
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () => workspaceDataApi.deleteWorkspace(id, name),
    onSuccess: async () => {
      await navigate({ to: '/workspaces' })
      toast(`${name} is deleted`)
      for (const address of [id, slug]) queryClient.removeQueries({ queryKey: ['workspaces', address] })
      await Promise.all([
        refreshMe(),
        queryClient.invalidateQueries({ queryKey: workspacesQuery.queryKey, exact: true }),
      ])
    },
  })
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      confirm="Delete the workspace"
      typed={name}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      Its extensions are uninstalled, jobs under way are cancelled, and its files, logs and members go, for good. What
      was paid stays in the books, and a subscription that renews has to be cancelled first.
    </ConfirmDialog>
  )
}
