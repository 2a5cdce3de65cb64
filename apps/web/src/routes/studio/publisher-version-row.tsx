import type { PublisherVersion } from '@grantry/contract'
import { Link } from '@tanstack/react-router'
import { ExtensionIcon } from '../../components/extensions/extension-icon.tsx'
import { VersionStateBadge } from '../../components/extensions/state-badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import { TimeAgo } from '../../components/ui/time-ago.tsx'
import { formatBytes } from '../../lib/format.ts'

interface PublisherVersionRowProps {
  slug: string
  version: PublisherVersion
  onYank: () => void
}

/** A version as its publisher follows it: where it stands in the queue, what the admin said. */
export function PublisherVersionRow({ slug, version, onYank }: PublisherVersionRowProps) {
  const { extension, name, review, status } = version
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 p-4">
      <ExtensionIcon id={extension} url={version.iconUrl} />
      <div className="grid min-w-48 flex-1 gap-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <Link
            to="/studio/$slug/versions/$extension/$version"
            params={{ slug, extension, version: version.version }}
            className="link font-semibold"
          >
            {name} <span className="font-normal tabular-nums">{version.version}</span>
          </Link>
        </p>
        <p className="text-sm text-ink-muted">
          {extension} · {formatBytes(version.sizeBytes)} · uploaded <TimeAgo at={version.submittedAt} />
        </p>
        {review?.reason && (
          <p className="mt-1 border-l-2 border-line pl-2.5">
            <span className="sr-only">The admin wrote: </span>“{review.reason}”
          </p>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-2 max-sm:pl-15">
        {review?.position != null && (
          <span className="text-sm text-ink-muted tabular-nums">Number {review.position} in the queue</span>
        )}
        <VersionStateBadge state={status} />
        {status === 'approved' && (
          <Button size="small" onClick={onYank} aria-label={`Yank ${name} ${version.version}`}>
            Yank
          </Button>
        )}
      </div>
    </li>
  )
}
