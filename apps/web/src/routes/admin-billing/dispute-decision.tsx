import type { DisputeDetail } from '@grantry/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { ConfirmDialog } from '../../components/ui/confirm-dialog.tsx'
import { toast } from '../../components/ui/toast.ts'
import { adminBilling } from '../../lib/earnings.ts'
import { formatMoney } from '../../lib/money.ts'
import { disputeQuery } from '../../lib/queries/earnings.queries.ts'
import { useIsDraftOnItsWay, useRefreshDispute } from './use-refresh-dispute.ts'

interface SubmitAnswerProps {
  dispute: DisputeDetail
  /** Something is written that the draft does not hold. */
  isUnkept: boolean
}

/** Sends what is kept as a draft to the bank. */
export function SubmitAnswer({ dispute: { id, answer }, isUnkept }: SubmitAnswerProps) {
  const [isOpen, setOpen] = useState(false)
  const queryClient = useQueryClient()
  const refresh = useRefreshDispute(id)
  const isOnItsWay = useIsDraftOnItsWay(id)
  const submit = useMutation({
    mutationFn: () => adminBilling.submitDisputeAnswer(id, { seen: answer.savedAt }),
    onSuccess: async (dispute) => {
      setOpen(false)
      await refresh(dispute)
      toast('The answer is with the bank')
    },
    // Another admin may have changed the draft: the page then shows what would go to the bank now.
    onError: () => queryClient.invalidateQueries({ queryKey: disputeQuery(id).queryKey }),
  })
  const isEmpty = Object.keys(answer.texts).length === 0 && answer.files.length === 0
  const isUnready = isEmpty || isUnkept || isOnItsWay
  return (
    <div className="grid gap-1.5">
      <Button tone="primary" disabled={isUnready} onClick={() => setOpen(true)}>
        Submit the answer…
      </Button>
      <p className="text-sm text-ink-muted">
        {isOnItsWay
          ? 'The draft is still on its way.'
          : isUnkept
            ? 'Keep the draft first: what you wrote is not in it yet.'
            : isEmpty
              ? 'Keep a draft first: a text or a document.'
              : 'What is kept as a draft goes to the bank.'}
      </p>
      {isOpen && (
        <ConfirmDialog
          title="Submit the answer?"
          confirm="Submit it"
          disabled={isUnready}
          pending={submit.isPending}
          error={submit.error}
          onConfirm={() => submit.mutate()}
          onClose={() => setOpen(false)}
        >
          The bank reads one answer. It cannot be changed or added to any more.
        </ConfirmDialog>
      )}
    </div>
  )
}

/** Gives the money up. */
export function AcceptDispute({ dispute: { id, amount, publisherShare } }: { dispute: DisputeDetail }) {
  const [isOpen, setOpen] = useState(false)
  const refresh = useRefreshDispute(id)
  const accept = useMutation({
    mutationFn: () => adminBilling.acceptDispute(id),
    onSuccess: async (dispute) => {
      setOpen(false)
      await refresh(dispute)
      toast('The dispute is given up')
    },
  })
  return (
    <>
      <Button tone="danger" onClick={() => setOpen(true)}>
        Give it up…
      </Button>
      {isOpen && (
        <ConfirmDialog
          title="Give the dispute up?"
          confirm={`Give ${formatMoney(amount)} up`}
          dismiss="Go on"
          pending={accept.isPending}
          error={accept.error}
          onConfirm={() => accept.mutate()}
          onClose={() => setOpen(false)}
        >
          The card holder keeps {formatMoney(amount)}, of which {formatMoney(publisherShare)} are taken from the
          publisher’s earnings. This cannot be undone.
        </ConfirmDialog>
      )}
    </>
  )
}
