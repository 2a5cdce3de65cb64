import type { PayoutAccount } from '@grantry/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { AccountBadge } from '../../components/billing/money-badges.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { earnings } from '../../lib/earnings.ts'
import { useIsOwner } from '../../lib/me.ts'
import { problemSentence } from '../../lib/problem.ts'
import { earningsKey } from '../../lib/queries/earnings.queries.ts'

const SENTENCES: Record<PayoutAccount['state'], string> = {
  none: 'Say where your earnings go. Until then they are kept for you.',
  incomplete: 'The payment provider still needs something from you. Until then your earnings are kept for you.',
  restricted: 'The payment provider wants to know more before it pays out.',
  ready: 'Your earnings go to your bank account.',
}

/** Where earnings go: said on pages of the payment provider, never here. */
export function PayoutAccountPanel({ slug, account }: { slug: string; account: PayoutAccount }) {
  const queryClient = useQueryClient()
  const isOwner = useIsOwner(slug)
  const leave = useMutation({
    mutationFn: () =>
      account.state === 'ready'
        ? earnings.openDashboard(slug)
        : earnings.beginOnboarding(slug, { returnTo: `/studio/${slug}/earnings` }),
    onSuccess: ({ url }) => location.assign(url),
  })
  const { mutate: look } = useMutation({
    mutationFn: () => earnings.refreshAccount(slug),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: earningsKey(slug) }),
  })
  // Whoever comes back from the provider's pages expects to see what came of them.
  const isOnTheWay = isOwner && account.state === 'incomplete'
  useEffect(() => {
    if (isOnTheWay) look()
  }, [isOnTheWay, look])
  return (
    <section aria-label="Payout account" className="sheet mb-6 flex flex-wrap items-center gap-x-6 gap-y-3 p-4">
      <div className="grid min-w-56 flex-1 gap-1">
        <h3 className="flex flex-wrap items-center gap-2 font-semibold">
          Payout account
          <AccountBadge state={account.state} />
        </h3>
        <p className="text-ink-muted">{SENTENCES[account.state]}</p>
        {account.requirements.length > 0 && (
          <ul className="text-sm text-ink-muted">
            {account.requirements.map((requirement) => (
              <li key={requirement}>{requirement}</li>
            ))}
          </ul>
        )}
        {leave.error && <Notice tone="error">{problemSentence(leave.error)}</Notice>}
      </div>
      {isOwner && (
        <Button
          tone={account.state === 'ready' ? 'plain' : 'primary'}
          pending={leave.isPending}
          onClick={() => leave.mutate()}
        >
          {account.state === 'ready'
            ? 'At the payment provider'
            : account.state === 'none'
              ? 'Set up payouts'
              : 'Go on'}
        </Button>
      )}
    </section>
  )
}
