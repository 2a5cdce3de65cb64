import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query'
import { expect, it, onTestFinished } from 'vitest'
import { jobLogQuery, jobsQuery } from './jobs.queries.ts'

const NO_PAGE = { pages: [{ items: [], nextCursor: null }], pageParams: [null] }

/** Nothing is asked for: what is kept meanwhile is all there is. */
function offlineClient(): QueryClient {
  const client = new QueryClient({ defaultOptions: { queries: { enabled: false } } })
  onTestFinished(() => client.clear())
  return client
}

it.each([
  { what: 'keeps the lines of a job', next: jobLogQuery('household', 'first', 'warning'), kept: true },
  { what: 'shows no lines of another job', next: jobLogQuery('household', 'second', undefined), kept: false },
  { what: 'shows no lines of another workspace', next: jobLogQuery('lab', 'first', undefined), kept: false },
])('$what while others load', ({ next, kept }) => {
  const client = offlineClient()
  const before = jobLogQuery('household', 'first', undefined)
  client.setQueryData(before.queryKey, NO_PAGE)
  const log = new InfiniteQueryObserver(client, before)
  onTestFinished(log.subscribe(() => {}))
  log.setOptions(next)
  expect(log.getCurrentResult().data !== undefined).toBe(kept)
})

it.each([
  { what: 'keeps the jobs of a workspace', workspace: 'household', kept: true },
  { what: 'shows no jobs of another workspace', workspace: 'lab', kept: false },
])('$what while others load', ({ workspace, kept }) => {
  const client = offlineClient()
  const before = jobsQuery('household', { children: 'hidden' })
  client.setQueryData(before.queryKey, NO_PAGE)
  const jobs = new InfiniteQueryObserver(client, before)
  onTestFinished(jobs.subscribe(() => {}))
  jobs.setOptions(jobsQuery(workspace, { children: 'hidden', state: 'failed' }))
  expect(jobs.getCurrentResult().data !== undefined).toBe(kept)
})
