import type { Charge } from '@grantry/contract'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { ChargeRow } from './charge-row.tsx'
import type { Refunding } from './use-refund.ts'

const money = (amountMinor: number) => ({ amountMinor, currency: 'usd' as const })

const charge: Charge = {
  id: '0190b6a4-0000-7000-8000-000000000001',
  providerId: 'ch_1',
  publisher: 'acme-labs' as Charge['publisher'],
  publisherName: 'Acme Labs',
  extension: 'fine-words' as Charge['extension'],
  extensionName: 'Fine words',
  workspaceId: '0190b6a4-0000-7000-8000-000000000002' as Charge['workspaceId'],
  gross: money(1_000),
  tax: money(0),
  publisherShare: money(700),
  platformShare: money(300),
  publisherBasisPoints: 7_000,
  refunded: money(0),
  refunding: money(0),
  refusedRefund: { amount: money(1_000), reason: 'Not as expected', failure: 'The account is empty.' },
  disputed: money(0),
  refundable: money(1_000),
  passedOn: money(0),
  chargedAt: '2026-11-01T00:00:00.000Z',
  maturesAt: '2026-11-08T00:00:00.000Z',
}

const refunding: Refunding = {
  refund: () => expect.fail('Nobody has asked for it'),
  refresh: () => expect.fail('Nothing has changed'),
}

const draw = (who: Refunding | null): string =>
  renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <ChargeRow charge={charge} refunding={who} />
    </QueryClientProvider>,
  )

describe('a charge', () => {
  it('can be refunded, and a refused refund asked for again, by those who may', () => {
    const html = draw(refunding)
    expect(html).toContain('Refund…')
    expect(html).toContain('Try again')
  })

  it('only says what became of it to others', () => {
    const html = draw(null)
    expect(html).toContain('$10.00 did not go back. The account is empty.')
    expect(html).not.toContain('<button')
  })
})
