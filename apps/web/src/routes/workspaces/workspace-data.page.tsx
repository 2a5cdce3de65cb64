import type { WorkspaceData } from '@grantry/contract'
import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Download, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { InstallStateBadge } from '../../components/extensions/state-badge.tsx'
import { Button, buttonClasses } from '../../components/ui/button.tsx'
import { Meter } from '../../components/ui/meter.tsx'
import { Section } from '../../components/ui/page.tsx'
import { useTitle } from '../../components/ui/use-page.ts'
import { formatBytes, plural } from '../../lib/format.ts'
import { workspaceDataApi, workspaceDataQuery } from '../../lib/queries/workspace-data.queries.ts'
import { canManage, useWorkspace } from '../../lib/workspace.ts'
import { DeleteLogDialog } from './delete-log.dialog.tsx'
import { DeleteWorkspaceDialog } from './delete-workspace.dialog.tsx'

const route = getRouteApi('/signed-in/workspaces/$ws/parts/data')

/** What the workspace holds, a copy of it, and its end. */
export function WorkspaceDataPage() {
  const { ws } = route.useParams()
  const workspace = useWorkspace(ws)
  const data = useSuspenseQuery(workspaceDataQuery(ws)).data
  const [leaving, setLeaving] = useState(false)
  useTitle('Data')
  return (
    <>
      <Section title="Files">
        <Files data={data} />
      </Section>
      {data.installs.length > 0 && (
        <Section title="What installs have left">
          <ul className="sheet divide-y divide-line">
            {data.installs.map((held) => (
              <InstallRow key={held.installId} ws={ws} held={held} access={canManage(workspace) ? 'manage' : 'view'} />
            ))}
          </ul>
        </Section>
      )}
      <Section title="A copy">
        <div className="sheet flex flex-wrap items-center gap-x-4 gap-y-3 p-4">
          <p className="min-w-48 flex-1">
            Members, installs with their grants, schedules, files and logs, as a file of JSON lines.
          </p>
          <a className={buttonClasses({})} href={workspaceDataApi.exportUrl(ws)} download>
            <Download aria-hidden="true" />
            Download
          </a>
        </div>
      </Section>
      {workspace.role === 'owner' && (
        <Section title="Delete the workspace">
          <div className="sheet flex flex-wrap items-center gap-x-4 gap-y-3 p-4">
            <p className="min-w-48 flex-1">
              Its extensions stop and its files and logs are deleted, for everybody. What was paid stays in the books.
            </p>
            <Button tone="danger" onClick={() => setLeaving(true)}>
              Delete the workspace…
            </Button>
          </div>
        </Section>
      )}
      {leaving && <DeleteWorkspaceDialog workspace={workspace} onClose={() => setLeaving(false)} />}
    </>
  )
}

function Files({ data: { entries, sidecars, quotaBytes } }: { data: WorkspaceData }) {
  const used = entries.bytes + sidecars.bytes
  const text = `${formatBytes(used)} of ${formatBytes(quotaBytes)}`
  return (
    <div className="sheet grid gap-2 p-4">
      <p className="flex flex-wrap justify-between gap-x-4 tabular-nums">
        <span>
          {plural(entries.count, 'file')}, {plural(sidecars.count, 'result')} kept beside them
        </span>
        <span className="text-ink-muted">{text}</span>
      </p>
      <Meter label="Room used" share={used / quotaBytes} text={text} />
    </div>
  )
}

type Held = WorkspaceData['installs'][number]

function InstallRow({ ws, held, access }: { ws: string; held: Held; access: 'manage' | 'view' }) {
  const { installId, extension, status, log, calls, jobs } = held
  const [deleting, setDeleting] = useState(false)
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 p-4">
      <div className="grid min-w-48 flex-1 gap-0.5">
        <h3 className="flex flex-wrap items-center gap-2 font-semibold">
          <Link to="/workspaces/$ws/installs/$install/log" params={{ ws, install: installId }} className="link">
            {extension}
          </Link>
          <InstallStateBadge state={status} />
        </h3>
        <p className="text-sm text-ink-muted tabular-nums">
          {plural(log.lines, 'log line')} ({formatBytes(log.bytes)}) · {plural(calls, 'call')} counted ·{' '}
          {plural(jobs, 'job')} kept
        </p>
      </div>
      <a
        className={buttonClasses({ size: 'small' })}
        href={workspaceDataApi.exportUrl(ws, installId)}
        aria-label={`Download what ${extension} has left`}
        download
      >
        <Download aria-hidden="true" />
        Download
      </a>
      {access === 'manage' && log.lines > 0 && (
        <Button size="small" aria-label={`Delete the log of ${extension}`} onClick={() => setDeleting(true)}>
          <Trash2 aria-hidden="true" />
          Delete the log
        </Button>
      )}
      {deleting && <DeleteLogDialog ws={ws} install={installId} name={extension} onClose={() => setDeleting(false)} />}
    </li>
  )
}
