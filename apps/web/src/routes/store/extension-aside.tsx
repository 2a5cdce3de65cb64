import type { ExtensionDetail } from '@grantry/contract'
import { Link } from '@tanstack/react-router'
import { ExternalLink } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { RiskBadge, RiskLabel } from '../../components/permissions/risk-label.tsx'
import { Fact, Facts } from '../../components/ui/facts.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { TimeAgo } from '../../components/ui/time-ago.tsx'
import { formatBytes, formatCompact, formatCount, formatMilliseconds } from '../../lib/format.ts'
import { InstallHistoryChart } from './install-history-chart.tsx'
import { ShareSection } from './share-section.tsx'
import { CATEGORIES, valueOf } from '../../lib/vocabulary.ts'

const PricePanel = lazy(() => import('./price-panel.tsx').then(({ PricePanel }) => ({ default: PricePanel })))

/** Beside every part of the page: what it asks for, and what it is. */
export const ExtensionAside = ({ extension }: { extension: ExtensionDetail }) => (
  <aside aria-label="At a glance" className="grid gap-4 lg:sticky lg:top-20">
    {extension.pricing.model !== 'free' && (
      <Suspense fallback={<Skeleton className="h-44 rounded-lg" />}>
        <PricePanel id={extension.id} />
      </Suspense>
    )}
    <AskedFor extension={extension} />
    <About extension={extension} />
    <InstallHistoryChart id={extension.id} />
    <ShareSection extension={extension} />
  </aside>
)

function AskedFor({ extension: { latest, risk } }: { extension: ExtensionDetail }) {
  return (
    <section className="sheet grid gap-3 p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="font-semibold">It asks to</h2>
        <RiskBadge risk={risk} />
      </div>
      {latest.permissions.length === 0 && <p className="text-ink-muted">nothing. It works on what it is given.</p>}
      <ul className="grid gap-3">
        {latest.permissions.map((permission) => (
          <li key={permission.id} className="grid gap-0.5">
            <span className="font-medium">{permission.sentence}</span>
            <span className="flex items-center gap-3 text-xs text-ink-faint">
              <RiskLabel risk={permission.risk} />
              {permission.optional ? 'optional' : 'required'}
            </span>
          </li>
        ))}
      </ul>
      {latest.permissions.length > 0 && (
        <Link to="." search={{ tab: 'permissions' }} resetScroll={false} className="link text-sm font-medium">
          Why it asks
        </Link>
      )}
    </section>
  )
}

function About({ extension }: { extension: ExtensionDetail }) {
  const { latest } = extension
  return (
    <section className="sheet grid gap-3.5 p-4">
      <h2 className="font-semibold">About</h2>
      <Facts>
        <Fact name="Version">{extension.version}</Fact>
        <Fact name="Updated">
          <TimeAgo at={extension.updatedAt} />
        </Fact>
        <Fact name="Installs">{formatCompact(extension.installs)}</Fact>
        <Fact name="Downloads">{formatCompact(extension.downloads)}</Fact>
        <Fact name="Size">{formatBytes(latest.sizeBytes)}</Fact>
        <Fact name="Licence">{latest.license ?? 'not stated'}</Fact>
        <Fact name="Guest ABI">{extension.abi}</Fact>
      </Facts>
      <h3 className="border-t border-line pt-3.5 text-sm font-medium text-ink-muted">Limits of one call</h3>
      <Facts>
        <Fact name="Fuel">{formatCount(latest.limits.fuel)}</Fact>
        <Fact name="Memory">{latest.limits.memoryMiB} MiB</Fact>
        <Fact name="Time">{formatMilliseconds(latest.limits.deadlineMs)}</Fact>
      </Facts>
      <AboutLinks extension={extension} />
    </section>
  )
}

function AboutLinks({ extension: { latest } }: { extension: ExtensionDetail }) {
  const links = [
    { label: 'Homepage', href: latest.homepage },
    { label: 'Source', href: latest.repository },
  ].filter((link): link is { label: string; href: string } => link.href !== null)
  return (
    <div className="grid gap-3 border-t border-line pt-3.5 empty:hidden">
      {links.length > 0 && (
        <ul className="flex flex-wrap gap-x-5 gap-y-2">
          {links.map(({ label, href }) => (
            <li key={label}>
              <a
                href={href}
                target="_blank"
                rel="noreferrer nofollow"
                className="link inline-flex items-center gap-1.5"
              >
                {label}
                <ExternalLink aria-hidden="true" className="size-3.5" />
              </a>
            </li>
          ))}
        </ul>
      )}
      {latest.categories.length > 0 && (
        <ul className="flex flex-wrap gap-x-4 gap-y-1">
          {latest.categories.map((category) => (
            <li key={category}>
              <CategoryName category={category} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** A category of the store leads to its shelf; one that the publisher made up is only a word. */
function CategoryName({ category }: { category: string }) {
  const shelf = valueOf(CATEGORIES, category)
  if (shelf === undefined) return <span className="text-sm text-ink-muted">{category}</span>
  return (
    <Link to="/search" search={{ category: shelf }} className="link text-sm">
      {CATEGORIES[shelf]}
    </Link>
  )
}
