import type { Install } from '@grantry/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ConfirmDialog } from '../../components/ui/confirm-dialog.tsx'
import { toast } from '../../components/ui/toast.ts'
import { api } from '../../lib/api.ts'
import { installQuery } from '../../lib/queries/installs.queries.ts'

interface UninstallDialogProps {
  ws: string
  install: Install
  onClose: () => void
}

export function UninstallDialog({ ws, install, onClose }: UninstallDialogProps) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const uninstall = useMutation({
    mutationFn: () => api.installs.remove(ws, install.id),
    onSuccess: async () => {
      await navigate({ to: '/workspaces/$ws', params: { ws } })
      toast(`${install.name} is uninstalled`)
      queryClient.removeQueries({ queryKey: installQuery(ws, install.id).queryKey })
      await queryClient.invalidateQueries({ queryKey: ['workspaces', ws] })
    },
  })
  return (
    <ConfirmDialog
      title={`Uninstall ${install.name}?`}
      confirm="Uninstall and delete its data"
      typed={install.extension}
      pending={uninstall.isPending}
      error={uninstall.error}
      onConfirm={() => uninstall.mutate()}
      onClose={onClose}
    >
      It stops at once, and what it stored for itself is deleted. Files it wrote into the workspace stay, and so do its
      log and the record of what it did.
    </ConfirmDialog>
  )
}
