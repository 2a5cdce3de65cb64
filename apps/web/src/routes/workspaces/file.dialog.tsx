import type { Entry } from '@grantry/sdk/client/page'
import { ProblemError } from '@grantry/sdk/client/problem'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { Button } from '../../components/ui/button.tsx'
import { CodeBlock } from '../../components/ui/code.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { Loading, Skeleton } from '../../components/ui/skeleton.tsx'
import { api } from '../../lib/api.ts'
import { saveBytes } from '../../lib/file-bytes.ts'
import { formatBytes } from '../../lib/format.ts'
import { problemSentence } from '../../lib/problem.ts'
import { entryTextQuery } from '../../lib/queries/workspaces.queries.ts'

interface FileDialogProps {
  workspace: string
  entry: Entry
  onClose: () => void
}

/** What is in a file, as far as it is text, and the file itself. */
export function FileDialog({ workspace, entry, onClose }: FileDialogProps) {
  const download = useMutation({
    mutationFn: () => api.entries.readBytes(workspace, entry.id),
    onSuccess: ({ base64 }) => saveBytes(base64 ?? '', entry.name, entry.mimeType),
  })
  return (
    <Dialog
      title={entry.name}
      description={`${entry.path} · ${entry.mimeType} · ${formatBytes(entry.sizeBytes)}`}
      width="wide"
      onClose={onClose}
      footer={
        <Button pending={download.isPending} onClick={() => download.mutate()}>
          <Download aria-hidden="true" />
          Download
        </Button>
      }
    >
      {download.error && <Notice tone="error">{problemSentence(download.error)}</Notice>}
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
  if (content.error instanceof ProblemError && content.error.code === 'entry_not_text')
    return <p className="text-ink-muted">It is no text, so there is nothing to show here. Download it to open it.</p>
  if (content.isLoadingError) return <ProblemPanel error={content.error} onRetry={() => void content.refetch()} />
  return <CodeBlock label="Content" text={content.data.text ?? ''} className="max-h-[60dvh] whitespace-pre-wrap" />
}
