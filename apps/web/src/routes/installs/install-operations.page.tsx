import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { PlugZap } from 'lucide-react'
import { OperationConsole } from '../../components/operations/operation-console.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { useTitle } from '../../components/ui/use-page.ts'
import { api } from '../../lib/api.ts'
import { installQuery } from '../../lib/queries/installs.queries.ts'

const route = getRouteApi('/signed-in/workspaces/$ws/installs/$install/operations')

export function InstallOperationsPage() {
  const { ws, install: id } = route.useParams()
  const { operation } = route.useSearch()
  const install = useSuspenseQuery(installQuery(ws, id)).data
  const queryClient = useQueryClient()
  useTitle(`Operations of ${install.name}`)
  // A call may write files, log lines and counts, whether it succeeds or not.
  const call = (method: string, input: unknown) =>
    api.operations
      .call(ws, method, input)
      .finally(() => void queryClient.invalidateQueries({ queryKey: ['workspaces', ws], refetchType: 'none' }))
  return (
    <>
      <h2 className="sr-only">Operations</h2>
      {install.operations.length === 0 ? (
        <EmptyState icon={<PlugZap />} title="It offers no operations" />
      ) : (
        <OperationConsole operations={install.operations} selected={operation} workspace={ws} call={call} />
      )}
    </>
  )
}
