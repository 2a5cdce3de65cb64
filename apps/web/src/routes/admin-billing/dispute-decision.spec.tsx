import type { DisputeDetail } from '@grantry/contract'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { SubmitAnswer } from './dispute-decision.tsx'
import { draftKey } from './use-refresh-dispute.ts'

const ID = '0190b6a4-0000-7000-8000-000000000001'
const money = (amountMinor: number) => ({ amountMinor, currency: 'usd' as const })

const dispute: DisputeDetail = {
  id: ID,
  chargeId: '0190b6a4-0000-7000-8000-000000000002',
  extension: 'fine-words' as DisputeDetail['extension'],
  publisher: 'acme-labs' as DisputeDetail['publisher'],
  amount: money(900),
  publisherShare: money(630),
  fee: money(1_500),
  state: 'open',
  inquiry: false,
  providerStatus: 'needs_response',
  reason: 'fraudulent',
  answerable: true,
  answeredAt: null,
  respondBy: null,
  openedAt: '2026-11-02T00:00:00.000Z',
  closedAt: null,
  chargedAt: '2026-11-01T00:00:00.000Z',
  charged: money(900),
  answer: {
    texts: { productDescription: 'It greets people' },
    files: [],
    savedAt: '2026-11-01T00:00:00.000Z',
    submittedBy: null,
  },
}

const draw = (client: QueryClient, isUnkept = false): string =>
  renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <SubmitAnswer dispute={dispute} isUnkept={isUnkept} />
    </QueryClientProvider>,
  )

/** Something of a draft that the server has not answered yet. */
function clientThatSends(id: string): QueryClient {
  const client = new QueryClient()
  const mutation = client.getMutationCache().build(client, {
    mutationKey: draftKey(id),
    mutationFn: () => new Promise<never>(() => {}),
  })
  void mutation.execute(undefined)
  return client
}

describe('the answer to a dispute', () => {
  it('can be submitted when its draft is kept', () => {
    const html = draw(new QueryClient())
    expect(html).not.toContain('disabled=""')
    expect(html).toContain('What is kept as a draft goes to the bank.')
  })

  it('cannot be submitted while something is written that the draft does not hold', () => {
    const html = draw(new QueryClient(), true)
    expect(html).toContain('disabled=""')
    expect(html).toContain('Keep the draft first: what you wrote is not in it yet.')
  })

  it('cannot be submitted while a text or a document is on its way', () => {
    const html = draw(clientThatSends(ID))
    expect(html).toContain('disabled=""')
    expect(html).toContain('The draft is still on its way.')
  })

  it('can be submitted while something of another dispute is on its way', () => {
    expect(draw(clientThatSends('0190b6a4-0000-7000-8000-000000000003'))).not.toContain('disabled=""')
  })
})
