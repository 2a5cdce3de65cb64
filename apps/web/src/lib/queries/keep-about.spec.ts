import type { InstallUsageHistory } from '@grantry/contract'
import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, it, onTestFinished } from 'vitest'
import { usageHistoryQuery } from './install-records.queries.ts'
import { keepAbout } from './keep-about.ts'

it.each([
  { what: 'keeps an answer about the same thing', next: ['ratings', 'notes', 'worst'], kept: true },
  { what: 'shows no answer about another thing', next: ['ratings', 'words', 'newest'], kept: false },
])('$what while the next one loads', ({ next, kept }) => {
  const before = { queryKey: ['ratings', 'notes', 'newest'] }
  expect(keepAbout(next.slice(0, 2))('an answer', before)).toBe(kept ? 'an answer' : undefined)
})

const USED: InstallUsageHistory = {
  span: 'day',
  from: '2026-11-22T00:00:00.000Z',
  stepSeconds: 900,
  limits: { fuelPerCall: 1, memoryPages: 1, callsPerMinute: 1 },
  buckets: [],
}

it.each([
  { what: 'keeps what an install used', install: 'first', kept: true },
  { what: 'shows nothing that another install used', install: 'second', kept: false },
])('$what while another span loads', ({ install, kept }) => {
  const client = new QueryClient({ defaultOptions: { queries: { enabled: false } } })
  onTestFinished(() => client.clear())
  const before = usageHistoryQuery('household', 'first', 'day')
  client.setQueryData(before.queryKey, USED)
  const history = new QueryObserver(client, before)
  onTestFinished(history.subscribe(() => {}))
  history.setOptions(usageHistoryQuery('household', install, 'hour'))
  expect(history.getCurrentResult().data !== undefined).toBe(kept)
})
