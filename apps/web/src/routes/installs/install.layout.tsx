import type { Install } from '@grantry/contract'
import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, Outlet } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { ExtensionIcon } from '../../components/extensions/extension-icon.tsx'
import { InstallStateBadge } from '../../components/extensions/state-badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import { LinkTabs, TAB_LINK } from '../../components/ui/link-tabs.tsx'
import { Crumb, Page } from '../../components/ui/page.tsx'
import { installQuery } from '../../lib/queries/installs.queries.ts'
import { canManage, useWorkspace } from '../../lib/workspace.ts'
import { UninstallDialog } from './uninstall.dialog.tsx'

const route = getRouteApi('/signed-in/workspaces/$ws/installs/$install')

export function InstallLayout() {
  const { ws, install: id } = route.useParams()
  const workspace = useWorkspace(ws)
  const install = useSuspenseQuery(installQuery(ws, id)).data
  const [leaving, setLeaving] = useState(false)
  return (
    <Page
      title={install.name}
      crumbs={
        <>
          <Crumb>
            <Link to="/workspaces" className="link">
              Workspaces
            </Link>
          </Crumb>
          <Crumb>
            <Link to="/workspaces/$ws" params={{ ws }} className="link">
              {workspace.name}
            </Link>
          </Crumb>
        </>
      }
      heading={<InstallHeading install={install} />}
      actions={
        install.status !== 'removed' &&
        canManage(workspace) && (
          <Button onClick={() => setLeaving(true)}>
            <Trash2 aria-hidden="true" />
            Uninstall
          </Button>
        )
      }
    >
      <InstallTabs ws={ws} install={install} />
      <div className="pt-6">
        <Outlet />
      </div>
      {leaving && <UninstallDialog ws={ws} install={install} onClose={() => setLeaving(false)} />}
    </Page>
  )
}

const InstallHeading = ({ install }: { install: Install }) => (
  <span className="flex flex-wrap items-center gap-x-3 gap-y-2">
    <ExtensionIcon id={install.extension} url={install.iconUrl} />
    {install.name}
    <InstallStateBadge state={install.status} />
  </span>
)

const TABS = [
  { to: '/workspaces/$ws/installs/$install', name: 'Overview', of: 'any' },
  { to: '/workspaces/$ws/installs/$install/operations', name: 'Operations', of: 'installed' },
  { to: '/workspaces/$ws/installs/$install/jobs', name: 'Jobs', of: 'any' },
  { to: '/workspaces/$ws/installs/$install/permissions', name: 'Permissions', of: 'installed' },
  { to: '/workspaces/$ws/installs/$install/log', name: 'Log', of: 'any' },
] as const

/** Of one that is uninstalled only what it left behind. */
const InstallTabs = ({ ws, install: { id, status } }: { ws: string; install: Install }) => (
  <LinkTabs label="Parts of this install">
    {TABS.filter(({ of }) => of === 'any' || status !== 'removed').map(({ to, name }) => (
      <li key={to}>
        <Link
          to={to}
          params={{ ws, install: id }}
          activeOptions={{ exact: true, includeSearch: false }}
          className={TAB_LINK}
        >
          {name}
        </Link>
      </li>
    ))}
  </LinkTabs>
)
