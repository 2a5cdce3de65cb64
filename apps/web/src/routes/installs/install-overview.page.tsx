import type { Install, Usage, UsageSpan } from '@grantry/contract'
import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, Outlet, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, type ReactNode } from 'react'
import { VersionStateBadge } from '../../components/extensions/state-badge.tsx'
import { Fact, Facts } from '../../components/ui/facts.tsx'
import { Meter } from '../../components/ui/meter.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Section } from '../../components/ui/page.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { TimeAgo } from '../../components/ui/time-ago.tsx'
import { formatCompact, formatCount, formatDay, formatMilliseconds, formatPages, plural } from '../../lib/format.ts'
import { installQuery, usageQuery } from '../../lib/queries/installs.queries.ts'
import { LimitsUsed } from './limits-used.tsx'
import { parseSpan } from './installs.search.ts'
import { SuspendedNotice } from './suspended-notice.tsx'
import { TakenDownNotice } from './taken-down-notice.tsx'
import { ConsentNotice } from './consent-notice.tsx'
import { EndedNotice } from './ended-notice.tsx'
import { UpdateNotice } from './update-notice.tsx'

const route = getRouteApi('/signed-in/workspaces/$ws/installs/$install/overview')

const UsageChart = lazy(() =>
  import('../../components/installs/usage-chart.tsx').then(({ UsageChart }) => ({ default: UsageChart })),
)

export function InstallOverviewPage() {
  const { ws, install: id } = route.useParams()
  const install = useSuspenseQuery(installQuery(ws, id)).data
  const usage = useSuspenseQuery(usageQuery(ws, id)).data
  const { span = 'day' } = route.useSearch()
  const navigate = useNavigate({ from: '/workspaces/$ws/installs/$install' })
  const showSpan = (chosen: UsageSpan | undefined) =>
    void navigate({ search: parseSpan({ span: chosen }), replace: true, resetScroll: false })
  return (
    <div className="grid items-start gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_18rem]">
      <div className="grid min-w-0 gap-6">
        {install.status === 'removed' && <RemovedNotice />}
        {install.status === 'suspended' && <SuspendedNotice ws={ws} install={install} />}
        {install.versionStatus === 'taken_down' && install.status !== 'removed' && (
          <TakenDownNotice install={install} />
        )}
        {install.status === 'awaiting_consent' && <ConsentNotice ws={ws} install={install} />}
        <EndedNotice ws={ws} install={install} />
        {install.updateAvailable && install.status !== 'removed' && (
          <UpdateNotice ws={ws} install={install} to={install.updateAvailable} />
        )}
        <UsageTiles usage={usage} />
        <LimitsUsed ws={ws} install={id} span={span} onSpan={showSpan} />
        <Section title="The last 30 days">
          {usage.daily.length === 0 ? (
            <p className="sheet p-4 text-ink-muted">
              It has neither been called nor run a job.{' '}
              {install.status !== 'removed' && (
                <Link
                  to="/workspaces/$ws/installs/$install/operations"
                  params={{ ws, install: id }}
                  className="link underline"
                >
                  Try an operation
                </Link>
              )}
            </p>
          ) : (
            <Suspense fallback={<Skeleton className="h-60 w-full rounded-lg" />}>
              <UsageChart daily={usage.daily} />
            </Suspense>
          )}
        </Section>
      </div>
      <InstallFacts install={install} />
      <Outlet />
    </div>
  )
}

const RemovedNotice = () => (
  <Notice tone="info" title="Uninstalled">
    <p>It does not run any more, and what it kept for itself is deleted. Its log and its jobs stay for a while.</p>
  </Notice>
)

function UsageTiles({ usage: { calls, fuel, memory, runs } }: { usage: Usage }) {
  const perCall = calls.total === 0 ? 0 : Number(BigInt(fuel.total) / BigInt(calls.total))
  const memoryText = `${formatPages(memory.peakPages)} of ${formatPages(memory.limitPages)}`
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      <Tile name="Calls" value={formatCompact(calls.total)}>
        <p>
          {formatCount(calls.failed)} failed
          {calls.lastAt && (
            <>
              , last <TimeAgo at={calls.lastAt} />
            </>
          )}
        </p>
      </Tile>
      <Tile name="Fuel of calls" value={formatCompact(fuel.total)}>
        <Meter
          label="Average fuel of a call"
          share={perCall / fuel.limitPerCall}
          text={`${formatCount(perCall)} of ${formatCount(fuel.limitPerCall)}`}
        />
        <p>
          {formatCompact(perCall)} a call of {formatCompact(fuel.limitPerCall)} allowed
        </p>
        {runs.total > 0 && (
          <p>
            Jobs used {formatCompact(runs.fuel)} of their own in {plural(runs.total, 'run')}
          </p>
        )}
      </Tile>
      <Tile name="Memory at its peak" value={formatPages(memory.peakPages)}>
        <Meter label="Peak memory" share={memory.peakPages / memory.limitPages} text={memoryText} />
        <p>of {formatPages(memory.limitPages)} allowed</p>
      </Tile>
    </div>
  )
}

const Tile = ({ name, value, children }: { name: string; value: string; children: ReactNode }) => (
  <section className="sheet grid content-start gap-1 p-4">
    <h2 className="text-sm text-ink-muted">{name}</h2>
    <p className="text-2xl font-semibold tabular-nums">{value}</p>
    <div className="grid gap-2 text-sm text-ink-muted tabular-nums">{children}</div>
  </section>
)

const InstallFacts = ({ install }: { install: Install }) => (
  <aside aria-label="About this install" className="sheet grid gap-3.5 p-4">
    <Facts>
      <Fact name="Extension">
        <Link to="/extensions/$id" params={{ id: install.extension }} className="link">
          {install.extension}
        </Link>
      </Fact>
      <Fact name="Version">{install.version}</Fact>
      <Fact name="This version is">
        <VersionStateBadge state={install.versionStatus} />
      </Fact>
      <Fact name="Installed">{formatDay(install.installedAt)}</Fact>
      <Fact name="Granted">
        {install.grants.filter(({ granted }) => granted).length} of {plural(install.grants.length, 'permission')}
      </Fact>
    </Facts>
    <h2 className="border-t border-line pt-3.5 text-sm font-medium text-ink-muted">Limits of one call</h2>
    <Facts>
      <Fact name="Fuel">{formatCount(install.limits.fuel)}</Fact>
      <Fact name="Memory">{install.limits.memoryMiB} MiB</Fact>
      <Fact name="Time">{formatMilliseconds(install.limits.deadlineMs)}</Fact>
    </Facts>
  </aside>
)
