import type { BillingTrouble } from '@grantry/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from '../../components/ui/button.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { toast } from '../../components/ui/toast.ts'
import { adminBilling } from '../../lib/earnings.ts'
import { problemSentence } from '../../lib/problem.ts'
import { ADMIN_BILLING_KEY } from '../../lib/queries/earnings.queries.ts'

const SAYS: Record<BillingTrouble['state'], (attempts: number) => string> = {
  retrying: (attempts) => `Tried ${attempts} times, and is tried again.`,
  refused: () => 'The payment provider did not do it.',
  unresolved: () => 'There was no answer for so long that it is not tried again by itself: it may have been done.',
}

/** Something that the payment provider did not do, with the way to have it done. */
export function TroubleNotice({ trouble }: { trouble: BillingTrouble }) {
  const { id, kind, subject, state, attempts, message, retryable } = trouble
  const queryClient = useQueryClient()
  const retry = useMutation({
    mutationFn: () => adminBilling.retryTrouble(id),
    onSuccess: () => toast('It is tried again'),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ADMIN_BILLING_KEY }),
  })
  return (
    <Notice
      tone={state === 'retrying' ? 'info' : 'error'}
      title={`${kind} of ${subject}`}
      action={
        retryable && (
          <Button size="small" pending={retry.isPending} onClick={() => retry.mutate()}>
            Try again
          </Button>
        )
      }
    >
      <p>
        {SAYS[state](attempts)} {message}
      </p>
      {retry.error && <p role="alert">{problemSentence(retry.error)}</p>}
    </Notice>
  )
}
