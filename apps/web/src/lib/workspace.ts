import type { Workspace } from '@grantry/contract'
import { ProblemError } from '@grantry/sdk/client/problem'
import type { QueryClient } from '@tanstack/react-query'
import { useSuspenseQuery } from '@tanstack/react-query'
import { workspacesQuery } from './queries/workspaces.queries.ts'

/** The workspace an address names, by id or slug; a 404 when the person belongs to none such. */
function requireWorkspace(workspaces: readonly Workspace[], address: string): Workspace {
  const workspace = workspaces.find(({ id }) => id === address) ?? workspaces.find(({ slug }) => slug === address)
  if (workspace) return workspace
  throw new ProblemError({ status: 404, code: 'workspace_not_found', detail: 'There is no such workspace' })
}

export const loadWorkspace = async (queryClient: QueryClient, address: string): Promise<Workspace> =>
  requireWorkspace((await queryClient.ensureQueryData(workspacesQuery)).items, address)

export const useWorkspace = (address: string): Workspace =>
  requireWorkspace(useSuspenseQuery(workspacesQuery).data.items, address)

/** Whether this role may change what the workspace holds; the server decides, this only hides what it would refuse. */
export const canManage = ({ role }: Workspace): boolean => role === 'owner' || role === 'admin'

/** Whether this role may call and start what is installed, and write files; a viewer looks on. */
export const canUse = ({ role }: Workspace): boolean => role !== 'viewer'
