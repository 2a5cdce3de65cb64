import type { InstallLoad, InstallSummary } from '@grantry/contract'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Blocks, CircleArrowUp } from 'lucide-react'
import { ExtensionIcon } from '../../components/extensions/extension-icon.tsx'
import { InstallStateBadge } from '../../components/extensions/state-badge.tsx'
import { InstallLoadLine } from '../../components/installs/install-load.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { ButtonLink } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { TimeAgo } from '../../components/ui/time-ago.tsx'
import { workspaceLoadQuery } from '../../lib/queries/install-records.queries.ts'
import { installsQuery } from '../../lib/queries/installs.queries.ts'

const route = getRouteApi('/signed-in/workspaces/$ws/parts/')

export function WorkspaceInstallsPage() {
  const { ws } = route.useParams()
  const installs = useSuspenseQuery(installsQuery(ws)).data.items
  const load = useQuery(workspaceLoadQuery(ws)).data?.items
  if (installs.length === 0) return <NothingInstalled />
  return (
    <>
      <h2 className="sr-only">Installs</h2>
      <ul className="sheet divide-y divide-line">
        {installs.map((install) => (
          <InstallRow
            key={install.id}
            ws={ws}
            install={install}
            load={load?.find(({ installId }) => installId === install.id)}
          />
        ))}
      </ul>
    </>
  )
}

const NothingInstalled = () => (
  <EmptyState
    icon={<Blocks />}
    title="Nothing is installed here"
    action={
      <ButtonLink to="/search" tone="primary">
        Find extensions
      </ButtonLink>
    }
  >
    Pick an extension in the store. Before it is installed you see what it asks for, and you decide.
  </EmptyState>
)

interface InstallRowProps {
  ws: string
  install: InstallSummary
  /** Comes after the rest; its room is kept. */
  load: InstallLoad | undefined
}

const InstallRow = ({ ws, install, load }: InstallRowProps) => (
  <li className="relative flex flex-wrap items-center gap-x-4 gap-y-2 p-4 first:rounded-t-lg last:rounded-b-lg hover:bg-hover">
    <ExtensionIcon id={install.extension} url={install.iconUrl} />
    <div className="grid min-w-48 flex-1 gap-0.5">
      <h3 className="text-md font-semibold">
        <Link
          to="/workspaces/$ws/installs/$install"
          params={{ ws, install: install.id }}
          className="rounded-sm after:absolute after:inset-0 after:rounded-lg"
        >
          {install.name}
        </Link>
      </h3>
      <p className="text-sm text-ink-muted tabular-nums">
        {install.version} · installed <TimeAgo at={install.installedAt} />
      </p>
    </div>
    <div className="min-h-13 w-56 content-center max-sm:w-full max-sm:pl-15">
      {load && <InstallLoadLine load={load} />}
    </div>
    <div className="flex flex-wrap gap-1.5 max-sm:pl-15">
      {install.updateAvailable && (
        <Badge tone="accent">
          <CircleArrowUp aria-hidden="true" />
          {install.updateAvailable} available
        </Badge>
      )}
      <InstallStateBadge state={install.status} />
    </div>
  </li>
)
