import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { OperationConsole } from '../../components/operations/operation-console.tsx'
import { useTitle } from '../../components/ui/use-page.ts'
import { api } from '../../lib/api.ts'
import { useCallHistory } from '../../lib/call-history.ts'
import { jobTypesQuery } from '../../lib/queries/jobs.queries.ts'
import { operationsQuery } from '../../lib/queries/workspaces.queries.ts'
import { useStartJob } from '../jobs/use-start-job.ts'

const route = getRouteApi('/signed-in/workspaces/$ws/parts/console')

/** Everything that can be called or started here: of the platform and of the installs. */
export function WorkspaceConsolePage() {
  const { ws } = route.useParams()
  const { operation } = route.useSearch()
  const operations = useSuspenseQuery(operationsQuery(ws)).data.items
  const jobs = useQuery(jobTypesQuery(ws)).data?.items ?? []
  const { calls, record } = useCallHistory(ws)
  const start = useStartJob(ws)
  useTitle('Console')
  return (
    <>
      <h2 className="sr-only">Console</h2>
      <OperationConsole
        operations={operations}
        jobs={jobs}
        selected={operation}
        workspace={ws}
        call={(method, input) => record(method, input, api.operations.call(ws, method, input))}
        start={start}
        past={calls}
      />
    </>
  )
}
