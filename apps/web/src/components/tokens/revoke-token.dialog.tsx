import type { Token } from '@grantry/contract'
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { toast } from '../ui/toast.ts'

interface RevokeTokenDialogProps {
  token: Token
  /** Ends the token. */
  revoke: () => Promise<void>
  /** Keys of the lists that it stands in. */
  lists: readonly QueryKey[]
  onClose: () => void
  /** What is lost with it. */
  children: ReactNode
}

/** Asks before a token ends, for whom it is one of theirs and for owners of the workspace that it opens. */
export function RevokeTokenDialog({ token: { name }, revoke, lists, onClose, children }: RevokeTokenDialogProps) {
  const queryClient = useQueryClient()
  const revoking = useMutation({
    mutationFn: revoke,
    onSuccess: async () => {
      await Promise.all(lists.map((queryKey) => queryClient.invalidateQueries({ queryKey })))
      toast(`${name} is revoked`)
      onClose()
    },
  })
  return (
    <ConfirmDialog
      title={`Revoke ${name}?`}
      confirm="Revoke the token"
      pending={revoking.isPending}
      error={revoking.error}
      onConfirm={() => revoking.mutate()}
      onClose={onClose}
    >
      {children} This cannot be undone.
    </ConfirmDialog>
  )
}
