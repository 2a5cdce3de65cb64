import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { PlugZap } from 'lucide-react'
import { OperationConsole } from '../../components/operations/operation-console.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { useTitle } from '../../components/ui/use-page.ts'
import { api } from '../../lib/api.ts'
import { useCallHistory } from '../../lib/call-history.ts'
import { installQuery } from '../../lib/queries/installs.queries.ts'
import { jobTypesQuery } from '../../lib/queries/jobs.queries.ts'
import { useStartJob } from '../jobs/use-start-job.ts'

const route = getRouteApi('/signed-in/workspaces/$ws/installs/$install/operations')

/** What the install can be asked for, at once or in the background. */
export function InstallOperationsPage() {
  const { ws, install: id } = route.useParams()
  const { operation } = route.useSearch()
  const install = useSuspenseQuery(installQuery(ws, id)).data
  const types = useQuery(jobTypesQuery(ws)).data?.items ?? []
  const jobs = types.filter(({ installId }) => installId === id)
  const queryClient = useQueryClient()
  const { calls, record } = useCallHistory(ws)
  const start = useStartJob(ws)
  useTitle(`Operations of ${install.name}`)
  // A call may write files, log lines and counts, whether it succeeds or not.
  const call = (method: string, input: unknown) =>
    record(method, input, api.operations.call(ws, method, input)).finally(
      () => void queryClient.invalidateQueries({ queryKey: ['workspaces', ws], refetchType: 'none' }),
    )
  return (
    <>
      <h2 className="sr-only">Operations</h2>
      {install.operations.length + jobs.length === 0 ? (
        <EmptyState icon={<PlugZap />} title="It offers no operations" />
      ) : (
        <OperationConsole
          operations={install.operations}
          jobs={jobs}
          selected={operation}
          workspace={ws}
          call={call}
          start={start}
          past={calls}
        />
      )}
    </>
  )
}
