import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ConfirmDialog } from '../../components/ui/confirm-dialog.tsx'
import { toast } from '../../components/ui/toast.ts'
import { workspaceDataApi } from '../../lib/queries/workspace-data.queries.ts'

interface DeleteLogDialogProps {
  ws: string
  install: string
  /** Id of the extension. */
  name: string
  onClose: () => void
}

export function DeleteLogDialog({ ws, install, name, onClose }: DeleteLogDialogProps) {
  const queryClient = useQueryClient()
  const remove = useMutation({
    mutationFn: () => workspaceDataApi.deleteLog(ws, install),
    onSuccess: async () => {
      onClose()
      toast(`The log of ${name} is deleted`)
      await queryClient.invalidateQueries({ queryKey: ['workspaces', ws] })
    },
  })
  return (
    <ConfirmDialog
      title={`Delete the log of ${name}?`}
      confirm="Delete the log"
      typed={name}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      All lines go, for good. How often it was called, and what it did with its permissions, stays counted.
    </ConfirmDialog>
  )
}
