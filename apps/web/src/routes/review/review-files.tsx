import type { ReviewDetail } from '@grantry/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { FileTable } from '../../components/extensions/file-table.tsx'
import { ChangeMark } from '../../components/review/change-mark.tsx'
import { FileDiff } from '../../components/review/file-diff.tsx'
import { Button } from '../../components/ui/button.tsx'
import { CodeBlock } from '../../components/ui/code.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { Loading, Skeleton } from '../../components/ui/skeleton.tsx'
import { fileComparisonQuery, reviewFileQuery } from '../../lib/queries/reviews.queries.ts'

interface ReviewFilesProps {
  review: ReviewDetail
  /** Path of the open file, from the address. */
  selected: string | undefined
  /** The version that was asked for to compare with, from the address. */
  against: string | undefined
}

/** The archive under review, file by file, each beside the same file of the version it is compared with. */
export function ReviewFiles({ review, selected, against }: ReviewFilesProps) {
  const { files } = review.detail
  const { removed } = review.fileChanges
  const isKnown = selected !== undefined && (removed.includes(selected) || files.some(({ path }) => path === selected))
  const link = (path: string) => <FileLink review={review} path={path} selected={selected} />
  return (
    <div className="grid gap-3">
      <FileTable files={files} name={link} mark={(path) => <FileMark path={path} review={review} />} />
      {removed.length > 0 && (
        <ul aria-label="No longer there" className="sheet divide-y divide-line">
          {removed.map((path) => (
            <li key={path} className="flex flex-wrap items-center justify-between gap-3 px-4 py-2.5 font-mono text-sm">
              {link(path)}
              <ChangeMark change="removed" />
            </li>
          ))}
        </ul>
      )}
      {isKnown && <FileView key={selected} review={review} path={selected} against={against} />}
    </div>
  )
}

const FileLink = ({ review, path, selected }: { review: ReviewDetail; path: string; selected: string | undefined }) => (
  <Link
    to="/review/$id"
    params={{ id: review.id }}
    search={(before) => ({ ...before, file: path === selected ? undefined : path })}
    resetScroll={false}
    aria-expanded={path === selected}
    className="link break-all"
  >
    {path}
  </Link>
)

function FileMark({ path, review: { fileChanges, comparedWith } }: { path: string; review: ReviewDetail }) {
  if (comparedWith === null) return null
  if (fileChanges.added.includes(path)) return <ChangeMark change="added" />
  return fileChanges.changed.includes(path) ? <ChangeMark change="changed" /> : null
}

interface FileViewProps {
  review: ReviewDetail
  path: string
  against: string | undefined
}

/** What changed in it, or all of it. */
function FileView({ review, path, against }: FileViewProps) {
  const { changed, removed } = review.fileChanges
  const isThere = !removed.includes(path)
  const [shown, setShown] = useState<'changes' | 'whole'>(changed.includes(path) || !isThere ? 'changes' : 'whole')
  return (
    <section aria-label={path} className="grid gap-2">
      {review.comparedWith !== null && isThere && (
        <div role="group" aria-label="What to show" className="flex gap-1.5">
          <Button
            size="small"
            aria-pressed={shown === 'changes'}
            tone={toneOf(shown === 'changes')}
            onClick={() => setShown('changes')}
          >
            Changes since {review.comparedWith}
          </Button>
          <Button
            size="small"
            aria-pressed={shown === 'whole'}
            tone={toneOf(shown === 'whole')}
            onClick={() => setShown('whole')}
          >
            Whole file
          </Button>
        </div>
      )}
      {shown === 'changes' || isBinary(path) ? (
        <FileChanges id={review.id} path={path} against={against} />
      ) : (
        <FileText id={review.id} path={path} />
      )}
    </section>
  )
}

const toneOf = (isPressed: boolean) => (isPressed ? 'plain' : 'quiet')
const isBinary = (path: string): boolean => /\.(wasm|png|jpe?g|webp|gif|ico)$/i.test(path)

function FileChanges({ id, path, against }: { id: string; path: string; against: string | undefined }) {
  const comparison = useQuery(fileComparisonQuery(id, path, against))
  if (comparison.isPending) return <FileLoading path={path} />
  if (comparison.isLoadingError)
    return <ProblemPanel error={comparison.error} onRetry={() => void comparison.refetch()} />
  return <FileDiff comparison={comparison.data} />
}

function FileText({ id, path }: { id: string; path: string }) {
  const content = useQuery(reviewFileQuery(id, path))
  if (content.isPending) return <FileLoading path={path} />
  if (content.isLoadingError) return <ProblemPanel error={content.error} onRetry={() => void content.refetch()} />
  return <CodeBlock label={path} text={content.data} className="max-h-[32rem]" />
}

const FileLoading = ({ path }: { path: string }) => (
  <Loading label={`Loading ${path}`}>
    <Skeleton className="h-48 w-full" />
  </Loading>
)
