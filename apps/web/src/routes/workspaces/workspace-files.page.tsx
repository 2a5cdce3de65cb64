import type { Entry } from '@grantry/sdk/client/page'
import { useSuspenseInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { FilePlus, Files, FileText, Folder } from 'lucide-react'
import { useState } from 'react'
import { Digest } from '../../components/brand/digest.tsx'
import { Button } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Crumb } from '../../components/ui/page.tsx'
import { TimeAgo } from '../../components/ui/time-ago.tsx'
import { useTitle } from '../../components/ui/use-page.ts'
import { folderTrail, listFolder, type FolderListing } from '../../lib/folders.ts'
import { formatBytes } from '../../lib/format.ts'
import { entriesQuery } from '../../lib/queries/workspaces.queries.ts'
import { canUse, useWorkspace } from '../../lib/workspace.ts'
import { CreateFileDialog } from './create-file.dialog.tsx'
import { FileDialog } from './file.dialog.tsx'
import { UploadButton, UploadFailures, UploadProgress, useUpload } from './upload-files.tsx'

const route = getRouteApi('/signed-in/workspaces/$ws/parts/files')

export function WorkspaceFilesPage() {
  const { ws } = route.useParams()
  const { folder = '/' } = route.useSearch()
  const mayWrite = canUse(useWorkspace(ws))
  const entries = useSuspenseInfiniteQuery(entriesQuery(ws, folder))
  const listing = listFolder(
    folder,
    entries.data.pages.flatMap((page) => page.items),
  )
  const upload = useUpload(ws, folder)
  const [creating, setCreating] = useState(false)
  const [opened, setOpened] = useState<Entry | null>(null)
  useTitle('Files')
  return (
    <>
      <h2 className="sr-only">Files</h2>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <FolderTrail folder={folder} />
        {mayWrite ? (
          <div className="flex flex-wrap gap-2">
            <UploadButton busy={upload.isPending} onFiles={(files) => upload.mutate(files)} />
            <Button size="small" onClick={() => setCreating(true)}>
              <FilePlus aria-hidden="true" />
              New text file
            </Button>
          </div>
        ) : (
          <p className="text-sm text-ink-muted">You are a viewer here: you open files, members add them.</p>
        )}
      </div>
      <div className="mb-3 grid gap-3 empty:hidden">
        <UploadProgress underWay={upload.underWay} onStop={upload.stop} />
        <UploadFailures failures={upload.data?.failures ?? []} />
      </div>
      <Listing ws={ws} listing={listing} onOpen={setOpened} />
      {entries.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button pending={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
      {creating && <CreateFileDialog workspace={ws} folder={folder} onClose={() => setCreating(false)} />}
      {opened && <FileDialog workspace={ws} entry={opened} onClose={() => setOpened(null)} />}
    </>
  )
}

const FolderTrail = ({ folder }: { folder: string }) => (
  <nav aria-label="Folders">
    <ol className="flex flex-wrap items-center gap-1 text-sm text-ink-muted">
      {folderTrail(folder).map(({ name, path }) => (
        <Crumb key={path}>
          <Link from="/workspaces/$ws/files" to="." search={path === '/' ? {} : { folder: path }} className="link">
            {name}
          </Link>
        </Crumb>
      ))}
    </ol>
  </nav>
)

interface ListingProps {
  ws: string
  listing: FolderListing
  onOpen: (entry: Entry) => void
}

function Listing({ ws, listing: { folders, files }, onOpen }: ListingProps) {
  if (folders.length + files.length === 0) {
    return (
      <EmptyState icon={<Files />} title="No files here">
        Files come from members, and from extensions that may write. An extension sees only what you granted.
      </EmptyState>
    )
  }
  return (
    <ul className="sheet divide-y divide-line">
      {folders.map(({ name, path }) => (
        <li key={path} className="relative flex items-center gap-3 px-4 py-2.5 hover:bg-hover">
          <Folder aria-hidden="true" className="size-4.5 shrink-0 text-accent-text" />
          <Link
            to="/workspaces/$ws/files"
            params={{ ws }}
            search={{ folder: path }}
            className="rounded-sm font-medium after:absolute after:inset-0"
          >
            {name}
          </Link>
        </li>
      ))}
      {files.map((entry) => (
        <li key={entry.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
          <FileText aria-hidden="true" className="size-4.5 shrink-0 text-ink-faint" />
          <button
            type="button"
            onClick={() => onOpen(entry)}
            className="link min-w-32 flex-1 text-left font-medium break-all"
          >
            {entry.name}
          </button>
          <span className="text-sm text-ink-muted tabular-nums">
            {formatBytes(entry.sizeBytes)} · <TimeAgo at={entry.createdAt} />
          </span>
          <Digest digest={entry.digest} />
        </li>
      ))}
    </ul>
  )
}
