import { FlaskConical } from 'lucide-react'
import type { ServerInfo } from '@grantry/sdk/client/page'

/** Says on every page about money that none moves. */
export function TestMode({ server: { billing, payments } }: { server: ServerInfo }) {
  if (billing === 'live') return null
  return (
    <p
      role="note"
      aria-label="Test mode"
      className="flex items-start gap-2.5 rounded-md border border-medium/30 bg-medium-soft px-3.5 py-2.5"
    >
      <FlaskConical aria-hidden="true" className="mt-0.5 size-4.5 shrink-0 text-medium" />
      <span>
        <strong className="font-medium">Test mode.</strong>{' '}
        {payments === 'emulator'
          ? 'Payments go to an emulator on this server, which is not Stripe. No money moves; use the test cards its page shows.'
          : 'Payments go to Stripe’s test mode. No money moves.'}
      </span>
    </p>
  )
}
