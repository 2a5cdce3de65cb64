import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { MembersPanel } from '../../components/members/members-panel.tsx'
import { useTitle } from '../../components/ui/use-page.ts'
import { api } from '../../lib/api.ts'
import { useMe } from '../../lib/me.ts'
import { workspaceMembersQuery } from '../../lib/queries/workspaces.queries.ts'
import { WORKSPACE_ROLES } from '../../lib/vocabulary.ts'
import { canManage, useWorkspace } from '../../lib/workspace.ts'
import { WorkspaceTokensSection } from './workspace-tokens.section.tsx'

const route = getRouteApi('/signed-in/workspaces/$ws/parts/members')

export function WorkspaceMembersPage() {
  const { ws } = route.useParams()
  const workspace = useWorkspace(ws)
  const members = useSuspenseQuery(workspaceMembersQuery(ws)).data.items
  const queryClient = useQueryClient()
  const refresh = () => queryClient.invalidateQueries({ queryKey: workspaceMembersQuery(ws).queryKey })
  useTitle('Members')
  return (
    <>
      <h2 className="sr-only">Members</h2>
      <MembersPanel
        members={members}
        roles={WORKSPACE_ROLES}
        usualRole="member"
        self={useMe().user.id}
        group={workspace.name}
        access={canManage(workspace) ? 'manage' : 'view'}
        add={async (email, role) => {
          await api.workspaces.addMember(ws, { email, role })
          await refresh()
        }}
        remove={async (userId) => {
          await api.workspaces.removeMember(ws, userId)
          await refresh()
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
