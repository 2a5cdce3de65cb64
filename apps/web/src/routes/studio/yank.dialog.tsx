import type { PublisherVersion } from '@grantry/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ConfirmDialog } from '../../components/ui/confirm-dialog.tsx'
import { toast } from '../../components/ui/toast.ts'
import { api } from '../../lib/api.ts'
import { publisherVersionsQuery } from '../../lib/queries/publishers.queries.ts'

interface YankDialogProps {
  slug: string
  version: PublisherVersion
  onClose: () => void
}

export function YankDialog({ slug, version, onClose }: YankDialogProps) {
  const queryClient = useQueryClient()
  const name = `${version.name} ${version.version}`
  const yank = useMutation({
    mutationFn: () => api.publishers.yank(slug, version.extension, version.version),
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: publisherVersionsQuery(slug).queryKey }),
        queryClient.invalidateQueries({ queryKey: ['extensions'] }),
      ])
      toast(`${name} is yanked`)
      onClose()
    },
  })
  return (
    <ConfirmDialog
      title={`Yank ${name}?`}
      confirm="Yank the version"
      pending={yank.isPending}
      error={yank.error}
      onConfirm={() => yank.mutate()}
      onClose={onClose}
    >
      Nobody can install it any more. Those who have it keep it. A version number is never used twice.
    </ConfirmDialog>
  )
}
