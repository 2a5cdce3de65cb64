import type { ExtensionDetail } from '@grantry/contract'
import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, Outlet } from '@tanstack/react-router'
import { lazy, Suspense, type RefObject } from 'react'
import { ExtensionIcon } from '../../components/extensions/extension-icon.tsx'
import { PublisherName } from '../../components/extensions/publisher-name.tsx'
import { RatingMark } from '../../components/extensions/rating-mark.tsx'
import { LinkTabs, TAB_LINK } from '../../components/ui/link-tabs.tsx'
import { Loading, SkeletonRows } from '../../components/ui/skeleton.tsx'
import { usePage } from '../../components/ui/use-page.ts'
import { formatCompact, formatPricing } from '../../lib/format.ts'
import { extensionQuery } from '../../lib/queries/catalogue.queries.ts'
import { ExtensionActions } from './extension-actions.tsx'
import { ExtensionAside } from './extension-aside.tsx'
import { ExtensionOverview } from './extension-overview.tsx'
import { EXTENSION_TABS, type ExtensionTab } from './store.search.ts'

/** Everything behind the other tabs, which most visitors do not open. */
const ExtensionPart = lazy(() =>
  import('./extension-part.tsx').then(({ ExtensionPart }) => ({ default: ExtensionPart })),
)

/** Below everything else, and asked for when the rest is there. */
const RelatedExtensions = lazy(() =>
  import('./related-extensions.tsx').then(({ RelatedExtensions }) => ({ default: RelatedExtensions })),
)

const route = getRouteApi('/extensions/$id')

export function ExtensionPage() {
  const { id } = route.useParams()
  const { tab } = route.useSearch()
  const extension = useSuspenseQuery(extensionQuery(id)).data
  const heading = usePage(extension.name)
  return (
    <div className="measure py-8 sm:py-10">
      <ExtensionHeader extension={extension} heading={heading} />
      <div className="grid items-start gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <div className="min-w-0">
          <ExtensionTabs extension={extension} />
          <div className="pt-6">
            {tab === undefined ? (
              <ExtensionOverview extension={extension} />
            ) : (
              <Suspense fallback={<PartPending />}>
                <ExtensionPart extension={extension} tab={tab} />
              </Suspense>
            )}
          </div>
        </div>
        <ExtensionAside extension={extension} />
      </div>
      <Suspense>
        <RelatedExtensions id={id} />
      </Suspense>
      <Outlet />
    </div>
  )
}

interface ExtensionHeaderProps {
  extension: ExtensionDetail
  heading: RefObject<HTMLHeadingElement | null>
}

const ExtensionHeader = ({ extension, heading }: ExtensionHeaderProps) => (
  <header className="mb-7 flex flex-wrap items-start gap-x-5 gap-y-4">
    <ExtensionIcon id={extension.id} url={extension.iconUrl} size="large" />
    <div className="grid min-w-56 flex-1 gap-1">
      <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold">
        {extension.name}
      </h1>
      <p className="text-ink-muted">
        by{' '}
        <Link to="/publishers/$slug" params={{ slug: extension.publisher.slug }} className="link font-medium">
          <PublisherName publisher={extension.publisher} mark="word" />
        </Link>
      </p>
      <p className="max-w-2xl text-md">{extension.description}</p>
      <ExtensionFacts extension={extension} />
    </div>
    <ExtensionActions extension={extension} />
  </header>
)

/** What decides whether to read on, in sight before anything else on a phone. */
const ExtensionFacts = ({ extension: { pricing, rating, installs } }: { extension: ExtensionDetail }) => (
  <p className="flex flex-wrap items-baseline gap-x-4 gap-y-1 text-sm text-ink-muted">
    <span className="font-medium text-ink tabular-nums">{formatPricing(pricing)}</span>
    {rating.count > 0 && (
      <Link from="/extensions/$id" to="." search={{ tab: 'ratings' }} resetScroll={false} className="link">
        <RatingMark rating={rating} /> <span aria-hidden="true">({formatCompact(rating.count)})</span>
      </Link>
    )}
    <span className="tabular-nums">
      {formatCompact(installs)} {installs === 1 ? 'install' : 'installs'}
    </span>
  </p>
)

const TAB_NAMES: Record<ExtensionTab, string> = {
  permissions: 'Permissions',
  operations: 'Operations',
  versions: 'Versions',
  ratings: 'Ratings',
  files: 'Files',
}

function ExtensionTabs({ extension: { latest, versions, rating } }: { extension: ExtensionDetail }) {
  const counts: Record<ExtensionTab, number> = {
    permissions: latest.permissions.length,
    operations: latest.operations.length,
    versions: versions.length,
    ratings: rating.count,
    files: latest.files.length,
  }
  const options = { exact: true, includeSearch: true, explicitUndefined: true }
  return (
    <LinkTabs label="About this extension">
      <li>
        <Link
          from="/extensions/$id"
          to="."
          search={{}}
          activeOptions={options}
          resetScroll={false}
          className={TAB_LINK}
        >
          Overview
        </Link>
      </li>
      {EXTENSION_TABS.map((tab) => (
        <li key={tab}>
          <Link
            from="/extensions/$id"
            to="."
            search={{ tab }}
            activeOptions={options}
            resetScroll={false}
            className={TAB_LINK}
          >
            {TAB_NAMES[tab]}
            <span className="text-xs text-ink-faint tabular-nums">{counts[tab]}</span>
          </Link>
        </li>
      ))}
    </LinkTabs>
  )
}

const PartPending = () => (
  <Loading label="Loading this part">
    <SkeletonRows count={4} className="h-24 rounded-lg" />
  </Loading>
)
