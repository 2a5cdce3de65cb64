import { getRouteApi, Link, Outlet } from '@tanstack/react-router'
import { Blocks, CreditCard, Database, Files, SquareTerminal, UsersRound, Workflow } from 'lucide-react'
import { ButtonLink } from '../../components/ui/button.tsx'
import { LinkTabs, TAB_LINK } from '../../components/ui/link-tabs.tsx'
import { Crumb, Page } from '../../components/ui/page.tsx'
import { useWorkspace } from '../../lib/workspace.ts'

const route = getRouteApi('/signed-in/workspaces/$ws')

const TABS = [
  { to: '/workspaces/$ws', name: 'Installs', icon: Blocks, exact: true },
  { to: '/workspaces/$ws/files', name: 'Files', icon: Files },
  { to: '/workspaces/$ws/console', name: 'Console', icon: SquareTerminal },
  { to: '/workspaces/$ws/jobs', name: 'Jobs', icon: Workflow },
  { to: '/workspaces/$ws/billing', name: 'Billing', icon: CreditCard },
  { to: '/workspaces/$ws/members', name: 'Members', icon: UsersRound },
  { to: '/workspaces/$ws/data', name: 'Data', icon: Database },
] as const

export function WorkspaceLayout() {
  const { ws } = route.useParams()
  const workspace = useWorkspace(ws)
  return (
    <Page
      title={workspace.name}
      crumbs={
        <Crumb>
          <Link to="/workspaces" className="link">
            Workspaces
          </Link>
        </Crumb>
      }
      actions={<ButtonLink to="/search">Find extensions</ButtonLink>}
    >
      <LinkTabs label="Parts of this workspace">
        {TABS.map(({ to, name, icon: Icon, ...tab }) => (
          <li key={to}>
            <Link
              to={to}
              params={{ ws }}
              activeOptions={{ exact: 'exact' in tab, includeSearch: false }}
              className={TAB_LINK}
            >
              <Icon aria-hidden="true" className="size-4" />
              {name}
            </Link>
          </li>
        ))}
      </LinkTabs>
      <div className="pt-6">
        <Outlet />
      </div>
    </Page>
  )
}
