import type { BillingTrouble } from '@grantry/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from '../../components/ui/button.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { toast } from '../../components/ui/toast.ts'
import { adminBilling } from '../../lib/earnings.ts'
import { plural } from '../../lib/format.ts'
import { problemSentence } from '../../lib/problem.ts'
import { ADMIN_BILLING_KEY } from '../../lib/queries/earnings.queries.ts'

const SAYS: Record<BillingTrouble['state'], (attempts: number) => string> = {
  retrying: (attempts) => `Tried ${plural(attempts, 'time')}, and is tried again.`,
  refused: () => 'The payment provider did not do it.',
  unresolved: () => 'There was no answer for so long that it is not tried again by itself: it may have been done.',
}

/** What was asked of the payment provider, as people call it. */
const WISHES: Readonly<Record<string, string>> = {
  'account.create': 'A payout account',
  'account_link.create': 'The way to set up a payout account',
  'checkout.create': 'A checkout',
  'checkout.expire': 'The end of a checkout',
  'customer.create': 'A buyer',
  'dispute.close': 'The acceptance of a dispute',
  'dispute.update': 'The answer to a dispute',
  'login_link.create': 'The way to a payout account',
  'meter.create': 'A meter',
  'meter_event.create': 'A report of use',
  'payout.create': 'A payout',
  'portal.create': 'The way to cards and subscriptions',
  'price.create': 'A price',
  'product.create': 'A product',
  'refund.create': 'A refund',
  'subscription.cancel': 'The end of a subscription',
  'subscription.update': 'A change of a subscription',
  'transfer.create': 'A share passed on to a publisher',
  'transfer.reverse': 'A share taken back from a publisher',
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
      title={WISHES[kind] ?? kind}
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
      <p className="font-mono text-xs text-ink-muted wrap-anywhere">
        {kind} · {subject}
      </p>
      {retry.error && <p role="alert">{problemSentence(retry.error)}</p>}
    </Notice>
  )
}
