import type { ExtensionSummary } from '@grantry/contract'
import { Link } from '@tanstack/react-router'
import { Check, Download } from 'lucide-react'
import { formatCompact, formatPricing, plural } from '../../lib/format.ts'
import { RiskLabel } from '../permissions/risk-label.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { ExtensionIcon } from './extension-icon.tsx'
import { PublisherName } from './publisher-name.tsx'
import { RatingMark } from './rating-mark.tsx'

interface ExtensionCardProps {
  extension: ExtensionSummary
  /** Ids of what the person has in some workspace. */
  installed: ReadonlySet<string>
}

/** One extension of a list. The whole card leads to its page; its name is the link that is read out. */
export function ExtensionCard({ extension, installed }: ExtensionCardProps) {
  return (
    <article className="sheet relative flex h-full gap-3.5 p-4 transition-colors duration-120 hover:border-accent-line focus-within:border-accent-line">
      <span className="relative self-start">
        <ExtensionIcon id={extension.id} url={extension.iconUrl} />
        {installed.has(extension.id) && <InstalledMark />}
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <div className="flex flex-wrap items-baseline gap-x-2">
          <h3 className="text-md font-semibold">
            <Link
              to="/extensions/$id"
              params={{ id: extension.id }}
              className="rounded-sm after:absolute after:inset-0 after:rounded-lg"
            >
              {extension.name}
            </Link>
          </h3>
          <p className="text-sm text-ink-muted">
            <PublisherName publisher={extension.publisher} />
          </p>
        </div>
        <p className="line-clamp-2 text-ink-muted">{extension.description}</p>
        <p className="mt-auto flex flex-wrap items-center gap-x-4 gap-y-1 pt-1.5 text-xs text-ink-faint">
          {extension.featured && <span className="font-medium text-accent-text">Featured</span>}
          <span className="font-medium text-ink-muted tabular-nums">{formatPricing(extension.pricing)}</span>
          <RiskLabel risk={extension.risk} />
          <RatingMark rating={extension.rating} />
          <span className="inline-flex items-center gap-1 tabular-nums" title={plural(extension.installs, 'install')}>
            <Download aria-hidden="true" className="size-3.5" />
            {formatCompact(extension.installs)}
            <span className="sr-only"> installs</span>
          </span>
          <span className="tabular-nums">v{extension.version}</span>
        </p>
      </div>
    </article>
  )
}

/** On the corner of the icon, where it moves nothing when it comes. */
const InstalledMark = () => (
  <span className="absolute -right-1.5 -bottom-1.5 grid size-5 place-items-center rounded-full border-2 border-surface bg-low text-surface">
    <Check aria-hidden="true" className="size-3" strokeWidth={3.5} />
    <span className="sr-only">Installed</span>
  </span>
)

interface ExtensionGridProps extends Pick<ExtensionCardProps, 'installed'> {
  extensions: readonly ExtensionSummary[]
}

export const ExtensionGrid = ({ extensions, installed }: ExtensionGridProps) => (
  <ul className="grid gap-3 md:grid-cols-2">
    {extensions.map((extension) => (
      <li key={extension.id}>
        <ExtensionCard extension={extension} installed={installed} />
      </li>
    ))}
  </ul>
)

export const ExtensionGridSkeleton = ({ count }: { count: number }) => (
  <div className="grid gap-3 md:grid-cols-2">
    {Array.from({ length: count }, (_, index) => (
      <Skeleton key={index} className="h-30.5 rounded-lg" />
    ))}
  </div>
)
