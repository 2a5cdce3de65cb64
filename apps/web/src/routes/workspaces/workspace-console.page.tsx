import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { OperationConsole } from '../../components/operations/operation-console.tsx'
import { useTitle } from '../../components/ui/use-page.ts'
import { api } from '../../lib/api.ts'
import { operationsQuery } from '../../lib/queries/workspaces.queries.ts'

const route = getRouteApi('/signed-in/workspaces/$ws/parts/console')

/** Everything that can be called here: of the platform and of the installs. */
export function WorkspaceConsolePage() {
  const { ws } = route.useParams()
  const { operation } = route.useSearch()
  const operations = useSuspenseQuery(operationsQuery(ws)).data.items
  useTitle('Console')
  return (
    <>
      <h2 className="sr-only">Console</h2>
      <OperationConsole
        operations={operations}
        selected={operation}
        workspace={ws}
        call={(method, input) => api.operations.call(ws, method, input)}
      />
    </>
  )
}
