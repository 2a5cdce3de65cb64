import type { VersionSummary } from '@grantry/contract'
import { Digest } from '../brand/digest.tsx'
import { formatBytes } from '../../lib/format.ts'
import { Day } from '../ui/day.tsx'
import { VersionStateBadge } from './state-badge.tsx'

/** Every public version with what identifies it. */
export const VersionTable = ({ versions }: { versions: readonly VersionSummary[] }) => (
  <ul className="sheet divide-y divide-line">
    {versions.map((version) => (
      <li key={version.version} className="flex flex-wrap items-center gap-x-5 gap-y-1.5 px-4 py-3">
        <span className="w-24 font-semibold tabular-nums">{version.version}</span>
        <VersionStateBadge state={version.status} />
        <span className="text-sm text-ink-muted tabular-nums">
          <Day at={version.approvedAt ?? version.submittedAt} /> · {formatBytes(version.sizeBytes)}
        </span>
        <span className="sm:ml-auto">
          <Digest digest={version.digest} />
        </span>
      </li>
    ))}
  </ul>
)
