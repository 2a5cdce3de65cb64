import type { ReviewDetail } from '@grantry/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FileTable } from '../../components/extensions/file-table.tsx'
import { ChangeMark } from '../../components/review/change-mark.tsx'
import { CodeBlock } from '../../components/ui/code.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { Loading, Skeleton } from '../../components/ui/skeleton.tsx'
import { formatList } from '../../lib/format.ts'
import { reviewFileQuery } from '../../lib/queries/reviews.queries.ts'

interface ReviewFilesProps {
  review: ReviewDetail
  /** Path of the open file, from the address. */
  selected: string | undefined
}

/** The archive under review, file by file, with what changed since the last approved version. */
export function ReviewFiles({ review, selected }: ReviewFilesProps) {
  const { files } = review.detail
  const open = files.find(({ path }) => path === selected)
  return (
    <div className="grid gap-3">
      <FileTable
        files={files}
        name={(path) => (
          <Link
            to="/review/$id"
            params={{ id: review.id }}
            search={path === selected ? {} : { file: path }}
            resetScroll={false}
            aria-expanded={path === selected}
            className="link"
          >
            {path}
          </Link>
        )}
        mark={(path) => <FileMark path={path} review={review} />}
      />
      {review.fileChanges.removed.length > 0 && (
        <p className="text-sm text-ink-muted">No longer there: {formatList(review.fileChanges.removed)}</p>
      )}
      {open && <FileView review={review} path={open.path} />}
    </div>
  )
}

function FileMark({ path, review: { fileChanges } }: { path: string; review: ReviewDetail }) {
  if (fileChanges.added.includes(path)) return <ChangeMark change="added" />
  return fileChanges.changed.includes(path) ? <ChangeMark change="changed" /> : null
}

const BINARY = /\.(wasm|png|jpe?g|webp|gif|ico)$/i

function FileView({ review, path }: { review: ReviewDetail; path: string }) {
  if (BINARY.test(path)) {
    return <Notice tone="info">{path} is not text. What the inspection found in the module stands above.</Notice>
  }
  return <FileText id={review.id} path={path} />
}

function FileText({ id, path }: { id: string; path: string }) {
  const content = useQuery(reviewFileQuery(id, path))
  if (content.isPending) {
    return (
      <Loading label={`Loading ${path}`}>
        <Skeleton className="h-48 w-full" />
      </Loading>
    )
  }
  if (content.isError) return <ProblemPanel error={content.error} onRetry={() => void content.refetch()} />
  return <CodeBlock label={path} text={content.data} className="max-h-[32rem]" />
}
