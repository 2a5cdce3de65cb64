import type { InstallLog, LogFilterQuery } from '@grantry/contract'
import { useQueryClient } from '@tanstack/react-query'
import { installRecords } from '../../lib/install-records.ts'
import { withLines } from '../../lib/live-lines.ts'
import { logQuery } from '../../lib/queries/install-records.queries.ts'
import { useStream, type Connection } from '../../lib/use-stream.ts'

interface Followed {
  ws: string
  install: string
  filter: LogFilterQuery
  /** One that is paused goes on where it stopped. */
  state: 'following' | 'paused'
}

/** Puts new lines into the log of an install while its page is in sight. */
export function useLiveLog({ ws, install, filter, state }: Followed): Connection {
  const queryClient = useQueryClient()
  const { queryKey } = logQuery(ws, install, filter)
  const newest = () => queryClient.getQueryData(queryKey)?.pages[0]?.items[0]?.id ?? '0'
  const show = (lines: readonly InstallLog[]) => {
    const before = queryClient.getQueryData(queryKey)
    if (before === undefined) return
    const { log, full } = withLines(before, lines)
    queryClient.setQueryData(queryKey, full ? { pages: log.pages.slice(0, 1), pageParams: [null] } : log)
    if (full) void queryClient.invalidateQueries({ queryKey })
  }
  return useStream({
    name: state === 'paused' ? null : JSON.stringify(queryKey),
    open: (following) => installRecords.watchLogs(ws, install, { ...filter, after: newest() }, following),
    onEvent: (event) => {
      if (event.event === 'lines') show(event.data.items)
    },
  })
}
