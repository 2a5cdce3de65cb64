import type { ArchiveFile } from '@grantry/contract'
import { FileText } from 'lucide-react'
import type { ReactNode } from 'react'
import { Digest } from '../brand/digest.tsx'
import { formatBytes } from '../../lib/format.ts'

interface FileTableProps {
  files: readonly ArchiveFile[]
  /** How a path is shown, for example as a link. */
  name?: (path: string) => ReactNode
  mark?: (path: string) => ReactNode
}

/** The files of an archive. */
export const FileTable = ({ files, name = (path) => path, mark }: FileTableProps) => (
  <ul className="sheet divide-y divide-line">
    {files.map((file) => (
      <li key={file.path} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
        <span className="flex min-w-52 flex-1 items-center gap-3 font-mono text-sm break-all">
          <FileText aria-hidden="true" className="size-4 shrink-0 text-ink-faint" />
          {name(file.path)}
        </span>
        {mark?.(file.path)}
        <span className="flex items-center gap-4 max-sm:pl-7">
          <span className="w-18 text-sm text-ink-muted tabular-nums sm:text-right">{formatBytes(file.sizeBytes)}</span>
          <Digest digest={file.digest} />
        </span>
      </li>
    ))}
  </ul>
)
