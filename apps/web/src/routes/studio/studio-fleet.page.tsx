import type { Fleet } from '@grantry/contract'
import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Radar } from 'lucide-react'
import { useId } from 'react'
import { VersionStateBadge } from '../../components/extensions/state-badge.tsx'
import { InstallsOverTime } from '../../components/extensions/installs-over-time.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Section } from '../../components/ui/page.tsx'
import { useTitle } from '../../components/ui/use-page.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { fleetQuery } from '../../lib/queries/publishers.queries.ts'

const route = getRouteApi('/signed-in/studio/$slug/parts/fleet')

/** How the installs of a publisher's extensions fare, wherever they are. */
export function StudioFleetPage() {
  const { slug } = route.useParams()
  const fleet = useSuspenseQuery(fleetQuery(slug)).data
  useTitle('Fleet')
  if (fleet.extensions.length === 0) {
    return (
      <EmptyState icon={<Radar />} title="Nothing of yours is in the store yet">
        Once a version is approved, you see here how often it is installed and how it fails.
      </EmptyState>
    )
  }
  return (
    <>
      <p className="mb-6 max-w-2xl text-ink-muted">
        Counts of the last {fleet.days} days, over all workspaces. What people do with your extensions stays with them.
      </p>
      {fleet.extensions.map((extension) => (
        <Section
          key={extension.extension}
          title={extension.name}
          aside={<span className="text-ink-muted tabular-nums">{plural(extension.installs, 'install')} now</span>}
        >
          <div className="grid gap-3">
            <InstallsOverTime daily={extension.daily} />
            <VersionCounts versions={extension.versions} />
          </div>
        </Section>
      ))}
    </>
  )
}

type Version = Fleet['extensions'][number]['versions'][number]

const VersionCounts = ({ versions }: { versions: readonly Version[] }) => (
  <ul className="sheet divide-y divide-line">
    {versions.map((version) => (
      <li key={version.version} className="grid gap-2 px-4 py-3">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
          <span className="w-20 font-semibold tabular-nums">{version.version}</span>
          <VersionStateBadge state={version.status} />
          <span className="text-sm text-ink-muted tabular-nums">
            {plural(version.installs, 'install')} · {plural(version.calls, 'call')},{' '}
            {version.failed === 0 ? 'none failed' : `${formatCount(version.failed)} failed`}
          </span>
        </div>
        {version.faults.length > 0 && <Faults {...version} />}
      </li>
    ))}
  </ul>
)

/** Apart from the calls: a job fails as well, and one call may leave several errors in its log. */
function Faults({ version, faults }: Pick<Version, 'version' | 'faults'>) {
  const id = useId()
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
      <p id={id} className="text-ink-muted">
        Errors of calls and jobs in the logs<span className="sr-only"> of {version}</span>:
      </p>
      <ul aria-labelledby={id} className="flex flex-wrap gap-x-4 gap-y-1">
        {faults.map(({ code, count }) => (
          <li key={code}>
            <code className="font-mono">{code}</code>{' '}
            <span className="text-ink-muted tabular-nums">{plural(count, 'time')}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
