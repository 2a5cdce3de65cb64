import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, FolderKey, Plus } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Page } from '../../components/ui/page.tsx'
import { formatDay } from '../../lib/format.ts'
import { workspacesQuery } from '../../lib/queries/workspaces.queries.ts'
import { WORKSPACE_ROLES } from '../../lib/vocabulary.ts'
import { workspaceAddress } from '../../lib/workspace-address.ts'
import { CreateWorkspaceDialog } from './create-workspace.dialog.tsx'

export function WorkspacesPage() {
  const workspaces = useSuspenseQuery(workspacesQuery).data.items
  const [creating, setCreating] = useState(false)
  const create = (
    <Button tone="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden="true" />
      New workspace
    </Button>
  )
  return (
    <Page
      title="Workspaces"
      lead="A workspace holds files and the extensions that may work on them."
      actions={workspaces.length > 0 && create}
    >
      {workspaces.length === 0 ? (
        <EmptyState icon={<FolderKey />} title="No workspace yet" action={create}>
          Make one, then install extensions into it. Nothing in one workspace can be reached from another.
        </EmptyState>
      ) : (
        <ul className="grid gap-3 sm:grid-cols-2">
          {workspaces.map((workspace) => (
            <li key={workspace.id} className="sheet relative flex items-center gap-4 p-4 hover:border-accent-line">
              <FolderKey aria-hidden="true" className="size-6 shrink-0 stroke-[1.5] text-accent-text" />
              <div className="grid min-w-0 flex-1 gap-1">
                <h2 className="truncate text-md font-semibold">
                  <Link
                    to="/workspaces/$ws"
                    params={{ ws: workspaceAddress(workspace, workspaces) }}
                    className="rounded-sm after:absolute after:inset-0 after:rounded-lg"
                  >
                    {workspace.name}
                  </Link>
                </h2>
                <p className="flex items-center gap-2 text-sm text-ink-muted">
                  <Badge>{WORKSPACE_ROLES[workspace.role]}</Badge> since {formatDay(workspace.createdAt)}
                </p>
              </div>
              <ChevronRight aria-hidden="true" className="size-5 text-ink-faint" />
            </li>
          ))}
        </ul>
      )}
      {creating && <CreateWorkspaceDialog onClose={() => setCreating(false)} />}
    </Page>
  )
}
