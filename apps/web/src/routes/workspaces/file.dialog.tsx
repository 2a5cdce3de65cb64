import type { Entry } from '@grantry/sdk/client/page'
import { useQuery } from '@tanstack/react-query'
import { CodeBlock } from '../../components/ui/code.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { Loading, Skeleton } from '../../components/ui/skeleton.tsx'
import { formatBytes } from '../../lib/format.ts'
import { entryTextQuery } from '../../lib/queries/workspaces.queries.ts'

interface FileDialogProps {
  workspace: string
  entry: Entry
  onClose: () => void
}

/** The text of a file. */
export function FileDialog({ workspace, entry, onClose }: FileDialogProps) {
  return (
    <Dialog
      title={entry.name}
      description={`${entry.path} · ${entry.mimeType} · ${formatBytes(entry.sizeBytes)}`}
      width="wide"
      onClose={onClose}
    >
      <FileText workspace={workspace} entry={entry} />
    </Dialog>
  )
}

function FileText({ workspace, entry }: Omit<FileDialogProps, 'onClose'>) {
  const content = useQuery(entryTextQuery(workspace, entry.id))
  if (content.isPending) {
    return (
      <Loading label="Loading the file">
        <Skeleton className="h-40 w-full" />
      </Loading>
    )
  }
  if (content.isError) return <ProblemPanel error={content.error} onRetry={() => void content.refetch()} />
  return <CodeBlock label="Content" text={content.data.text ?? ''} className="max-h-[60dvh] whitespace-pre-wrap" />
}
