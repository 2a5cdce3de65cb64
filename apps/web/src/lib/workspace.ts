import type { Workspace } from '@grantry/contract'
import type { QueryClient } from '@tanstack/react-query'
import { useSuspenseQuery } from '@tanstack/react-query'
import { workspaceQuery } from './queries/workspaces.queries.ts'

export const loadWorkspace = (queryClient: QueryClient, address: string): Promise<Workspace> =>
  queryClient.ensureQueryData(workspaceQuery(address))

export const useWorkspace = (address: string): Workspace => useSuspenseQuery(workspaceQuery(address)).data

/** Whether this role may change what the workspace holds; the server decides, this only hides what it would refuse. */
export const canManage = ({ role }: Workspace): boolean => role === 'owner' || role === 'admin'

/** Whether this role may call and start what is installed, and write files; a viewer looks on. */
export const canUse = ({ role }: Workspace): boolean => role !== 'viewer'
