import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { MembersPanel } from '../../components/members/members-panel.tsx'
import { useTitle } from '../../components/ui/use-page.ts'
import { api } from '../../lib/api.ts'
import { useMe } from '../../lib/me.ts'
import { refreshMe } from '../../lib/session.ts'
import { workspaceMembersQuery, workspaceQuery, workspacesQuery } from '../../lib/queries/workspaces.queries.ts'
import { WORKSPACE_ROLES } from '../../lib/vocabulary.ts'
import { useWorkspace } from '../../lib/workspace.ts'
import { WorkspaceTokensSection } from './workspace-tokens.section.tsx'

const route = getRouteApi('/signed-in/workspaces/$ws/parts/members')

export function WorkspaceMembersPage() {
  const { ws } = route.useParams()
  const workspace = useWorkspace(ws)
  const members = useSuspenseQuery(workspaceMembersQuery(ws)).data.items
  const self = useMe().user.id
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const refresh = () => queryClient.invalidateQueries({ queryKey: workspaceMembersQuery(ws).queryKey })
  useTitle('Members')
  return (
    <>
      <h2 className="sr-only">Members</h2>
      <MembersPanel
        members={members}
        roles={WORKSPACE_ROLES}
        usualRole="member"
        self={self}
        group={workspace.name}
        access={workspace.role === 'owner' ? 'manage' : 'view'}
        add={async (email, role) => {
          await api.workspaces.addMember(ws, { email, role })
          // Somebody may have given themselves another role.
          await Promise.all([
            refresh(),
            refreshMe(),
            queryClient.invalidateQueries({ queryKey: workspaceQuery(ws).queryKey }),
          ])
        }}
        remove={async (userId) => {
          await api.workspaces.removeMember(ws, userId)
          await refresh()
        }}
        leave={async () => {
          await api.workspaces.removeMember(ws, self)
          await navigate({ to: '/workspaces' })
          for (const address of [workspace.id, workspace.slug])
            queryClient.removeQueries({ queryKey: ['workspaces', address] })
          await Promise.all([
            refreshMe(),
            queryClient.invalidateQueries({ queryKey: workspacesQuery.queryKey, exact: true }),
          ])
        }}
      />
      {workspace.role === 'owner' && (
        <div className="mt-8">
          <WorkspaceTokensSection ws={ws} />
        </div>
      )}
    </>
  )
}
