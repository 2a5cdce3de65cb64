import { createRoute } from '@tanstack/react-router'
import { loadWorkspace } from '../../lib/workspace.ts'
import { signedInRoute } from '../root/root.routes.ts'

/** One workspace, named by its slug or id; everything below belongs to it. */
export const workspaceRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/workspaces/$ws',
  loader: ({ context: { queryClient }, params }) => loadWorkspace(queryClient, params.ws),
})
