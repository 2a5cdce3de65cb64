import type { PublisherVersion } from '@grantry/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Send, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { ConfirmDialog } from '../../components/ui/confirm-dialog.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { toast } from '../../components/ui/toast.ts'
import { api } from '../../lib/api.ts'
import { publisherVersionQuery, publisherVersionsQuery } from '../../lib/queries/publishers.queries.ts'

/** What can be done with a draft: send it to the review, or delete it. */
export function DraftActions({ slug, version }: { slug: string; version: PublisherVersion }) {
  const [discarding, setDiscarding] = useState(false)
  const queryClient = useQueryClient()
  const refresh = () => queryClient.invalidateQueries({ queryKey: publisherVersionsQuery(slug).queryKey })
  const name = `${version.name} ${version.version}`
  const submit = useMutation({
    mutationFn: () => api.publishers.submitDraft(slug, version.extension, version.version),
    onSuccess: async () => {
      await refresh()
      toast(`${name} waits for its review`)
    },
  })
  return (
    <>
      <Button onClick={() => setDiscarding(true)}>
        <Trash2 aria-hidden="true" />
        Discard…
      </Button>
      <Button tone="primary" pending={submit.isPending} onClick={() => submit.mutate()}>
        <Send aria-hidden="true" />
        Submit for review
      </Button>
      <FormProblem error={submit.error} fields={[]} />
      {discarding && <DiscardDialog slug={slug} version={version} onClose={() => setDiscarding(false)} />}
    </>
  )
}

interface DiscardDialogProps {
  slug: string
  version: PublisherVersion
  onClose: () => void
}

function DiscardDialog({ slug, version, onClose }: DiscardDialogProps) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const name = `${version.name} ${version.version}`
  const discard = useMutation({
    mutationFn: () => api.publishers.discardDraft(slug, version.extension, version.version),
    onSuccess: async () => {
      await navigate({ to: '/studio/$slug', params: { slug } })
      queryClient.removeQueries({
        queryKey: publisherVersionQuery(slug, version.extension, version.version).queryKey,
      })
      await queryClient.invalidateQueries({ queryKey: publisherVersionsQuery(slug).queryKey, exact: true })
      toast(`${name} is discarded`)
    },
  })
  return (
    <ConfirmDialog
      title={`Discard ${name}?`}
      confirm="Discard the draft"
      pending={discard.isPending}
      error={discard.error}
      onConfirm={() => discard.mutate()}
      onClose={onClose}
    >
      The draft is deleted. Its number is free again.
    </ConfirmDialog>
  )
}
