import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { MembersPanel } from '../../components/members/members-panel.tsx'
import { useTitle } from '../../components/ui/use-page.ts'
import { api } from '../../lib/api.ts'
import { useIsOwner, useMe } from '../../lib/me.ts'
import { publisherMembersQuery, publisherQuery } from '../../lib/queries/publishers.queries.ts'
import { refreshMe } from '../../lib/session.ts'
import { PUBLISHER_ROLES } from '../../lib/vocabulary.ts'

const route = getRouteApi('/signed-in/studio/$slug/parts/members')

export function StudioMembersPage() {
  const { slug } = route.useParams()
  const publisher = useSuspenseQuery(publisherQuery(slug)).data
  const members = useSuspenseQuery(publisherMembersQuery(slug)).data.items
  const me = useMe()
  const isOwner = useIsOwner(slug)
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const refresh = () => queryClient.invalidateQueries({ queryKey: publisherMembersQuery(slug).queryKey })
  useTitle('Members')
  return (
    <>
      <h2 className="sr-only">Members</h2>
      <MembersPanel
        members={members}
        roles={PUBLISHER_ROLES}
        usualRole="maintainer"
        self={me.user.id}
        group={publisher.name}
        access={isOwner ? 'manage' : 'view'}
        add={async (email, role) => {
          await api.publishers.addMember(slug, { email, role })
          // Somebody may have given themselves another role.
          await Promise.all([refresh(), refreshMe()])
        }}
        remove={async (userId) => {
          await api.publishers.removeMember(slug, userId)
          await refresh()
        }}
        leave={async () => {
          await api.publishers.removeMember(slug, me.user.id)
          await navigate({ to: '/studio' })
          queryClient.removeQueries({ queryKey: publisherMembersQuery(slug).queryKey })
          await refreshMe()
        }}
      />
    </>
  )
}
