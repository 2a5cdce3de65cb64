import type { JobSummary, WorkspaceJobEvent } from '@grantry/contract'
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { api } from '../../lib/api.ts'
import { withChanges, type JobFilter } from '../../lib/jobs/live-jobs.ts'
import { jobListsKey, jobsQuery } from '../../lib/queries/jobs.queries.ts'
import { useStream, type Connection } from '../../lib/use-stream.ts'

/** Changes are shown together: a job that spawns hundreds would otherwise draw the list as often. */
const TOGETHER_MS = 100

/** Keeps every list of jobs of the workspace up to date while the page is in sight. */
export function useLiveJobs(ws: string): Connection {
  const queryClient = useQueryClient()
  const waiting = useRef(new Map<string, JobSummary>())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  const show = () => {
    timer.current = undefined
    showChanges(queryClient, ws, [...waiting.current.values()])
    waiting.current.clear()
  }
  const take = (event: WorkspaceJobEvent) => {
    if (event.event === 'ready') return void queryClient.invalidateQueries({ queryKey: jobListsKey(ws) })
    waiting.current.set(event.data.id, event.data)
    timer.current ??= setTimeout(show, TOGETHER_MS)
  }
  return useStream({ name: ws, open: (following) => api.jobs.watchAll(ws, following), onEvent: take })
}

function showChanges(queryClient: QueryClient, ws: string, changed: readonly JobSummary[]): void {
  for (const { queryKey } of queryClient.getQueryCache().findAll({ queryKey: jobListsKey(ws) })) {
    const filter = queryKey.at(-1) as JobFilter
    queryClient.setQueryData(jobsQuery(ws, filter).queryKey, (list) => list && withChanges(list, changed, filter))
  }
}
