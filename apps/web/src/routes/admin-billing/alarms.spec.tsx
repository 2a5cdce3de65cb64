import type { Reconciliation } from '@grantry/contract'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { reconciliationsQuery, troublesQuery } from '../../lib/queries/earnings.queries.ts'
import { Alarms } from './alarms.tsx'

const DRIFT = 'The books and the payment provider do not agree'
const FAILED = 'The books could not be compared with the payment provider'

const finding = { kind: 'balance', subject: 'usd', ledger: null, provider: null, detail: '$3.00 are missing' }

const comparison = (state: Reconciliation['state']): Reconciliation => ({
  id: '0190b6a4-0000-7000-8000-000000000001',
  state,
  compared: 3,
  findings: state === 'drift' ? [finding] : [],
  failure: state === 'failed' ? 'The payment provider did not answer' : null,
  startedAt: '2026-11-02T00:00:00.000Z',
  endedAt: null,
})

const draw = (client: QueryClient): string =>
  renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <Alarms />
    </QueryClientProvider>,
  )

/** Comparisons by their state, newest first. */
function drawAfter(...states: Reconciliation['state'][]): string {
  const client = new QueryClient()
  const page = { items: states.map(comparison), nextCursor: null }
  client.setQueryData(reconciliationsQuery.queryKey, { pages: [page], pageParams: [null] })
  client.setQueryData(troublesQuery.queryKey, { pages: [{ items: [], nextCursor: null }], pageParams: [null] })
  return draw(client)
}

describe('the alarms of the books', () => {
  it('tell of a drift until a comparison finds none', () => {
    expect(drawAfter('drift', 'clean')).toContain(DRIFT)
    expect(drawAfter('clean', 'drift')).toBe('')
  })

  it('still tell of a drift while the next comparison runs', () => {
    expect(drawAfter('running', 'drift')).toContain('$3.00 are missing')
  })

  it('tell of a drift beside a newer comparison that failed', () => {
    const html = drawAfter('failed', 'drift')
    expect(html).toContain(DRIFT)
    expect(html).toContain(FAILED)
  })

  it('tell of the newest comparison only that it failed', () => {
    expect(drawAfter('clean', 'failed')).toBe('')
  })

  it('say when they could not be had', async () => {
    const client = new QueryClient({ defaultOptions: { queries: { retryOnMount: false } } })
    const queryFn = () => Promise.reject(new Error('Nothing answered'))
    for (const query of [reconciliationsQuery, troublesQuery])
      await client.prefetchInfiniteQuery({ queryKey: query.queryKey, queryFn, initialPageParam: null, retry: false })
    const html = draw(client)
    expect(html).toContain('It cannot be seen whether the books agree with the payment provider')
    expect(html).toContain('It cannot be seen what the payment provider did not do')
  })
})
