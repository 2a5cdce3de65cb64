import type { Job, JobEvent, JobLine } from '@grantry/contract'
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { api } from '../../lib/api.ts'
import { hasEnded } from '../../lib/jobs/job-words.ts'
import { withSummary } from '../../lib/jobs/live-jobs.ts'
import { ratesOf, withSample, type Rates, type Sample } from '../../lib/jobs/rates.ts'
import { withLines } from '../../lib/live-lines.ts'
import { jobChildrenQuery, jobLogQuery, jobQuery } from '../../lib/queries/jobs.queries.ts'
import { useStream, type Connection } from '../../lib/use-stream.ts'

export interface LiveJob {
  connection: Connection
  /** The pace of the last half minute, while the job runs in sight. */
  rates: Rates | null
}

/** Keeps what is known of one job up to date while it goes on and its page is in sight: the job, its log, its children. */
export function useLiveJob(ws: string, { id, state }: Pick<Job, 'id' | 'state'>): LiveJob {
  const queryClient = useQueryClient()
  const samples = useRef<{ job: string; taken: Sample[] }>({ job: id, taken: [] })
  const [rates, setRates] = useState<Rates | null>(null)
  const take = (event: JobEvent) => {
    showEvent(queryClient, ws, id, event)
    if (event.event !== 'change' && event.event !== 'snapshot') return
    const taken = samples.current.job === id ? samples.current.taken : []
    samples.current = { job: id, taken: withSample(taken, sampleOf(event.data)) }
    setRates(ratesOf(samples.current.taken))
  }
  const connection = useStream({
    // One that has ended may be tried again, and is then followed anew.
    name: hasEnded(state) ? null : id,
    open: (following) => api.jobs.watch(ws, id, following),
    onEvent: take,
  })
  return { connection, rates }
}

const sampleOf = ({ counters }: Pick<Job, 'counters'>): Sample => ({
  atMs: Date.now(),
  items: BigInt(counters.items),
  bytes: BigInt(counters.bytes),
})

function showEvent(queryClient: QueryClient, ws: string, id: string, event: JobEvent): void {
  const { queryKey } = jobQuery(ws, id)
  const before = queryClient.getQueryData(queryKey)
  switch (event.event) {
    case 'snapshot':
      queryClient.setQueryData(queryKey, event.data)
      // What came between the page and its connection.
      void queryClient.invalidateQueries({ queryKey: jobLogQuery(ws, id, undefined).queryKey.slice(0, -1) })
      break
    case 'change':
      queryClient.setQueryData(queryKey, (job) => job && withSummary(job, event.data))
      // Its runs are told by the job alone, and another run leaves out what was said since the last checkpoint.
      if (before?.state !== event.data.state) void queryClient.invalidateQueries({ queryKey })
      break
    case 'lines':
      showLines(queryClient, ws, id, event.data.items)
      break
    case 'end':
      void queryClient.invalidateQueries({ queryKey })
  }
  const after = queryClient.getQueryData(queryKey)
  if (before && after && JSON.stringify(before.children) !== JSON.stringify(after.children))
    void queryClient.invalidateQueries({ queryKey: jobChildrenQuery(ws, id).queryKey })
}

/** Into the whole log and into those of each kind, as far as they have been looked at. */
function showLines(queryClient: QueryClient, ws: string, id: string, lines: readonly JobLine[]): void {
  for (const kind of [undefined, 'log', 'warning', 'error'] as const) {
    const { queryKey } = jobLogQuery(ws, id, kind)
    const before = queryClient.getQueryData(queryKey)
    if (before === undefined) continue
    const { log, full } = withLines(
      before,
      lines.filter((line) => kind === undefined || line.kind === kind),
    )
    queryClient.setQueryData(queryKey, full ? { pages: log.pages.slice(0, 1), pageParams: [null] } : log)
    if (full) void queryClient.invalidateQueries({ queryKey })
  }
}
