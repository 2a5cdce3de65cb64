import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, Outlet } from '@tanstack/react-router'
import { Upload } from 'lucide-react'
import { PublisherName } from '../../components/extensions/publisher-name.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { ButtonLink } from '../../components/ui/button.tsx'
import { LinkTabs, TAB_LINK } from '../../components/ui/link-tabs.tsx'
import { Crumb, Page } from '../../components/ui/page.tsx'
import { publisherQuery } from '../../lib/queries/publishers.queries.ts'
import { unansweredQuery } from '../../lib/queries/ratings.queries.ts'

const route = getRouteApi('/signed-in/studio/$slug')

export function StudioLayout() {
  const { slug } = route.useParams()
  const publisher = useSuspenseQuery(publisherQuery(slug)).data
  return (
    <Page
      title={publisher.name}
      heading={<PublisherName publisher={publisher} />}
      crumbs={
        <Crumb>
          <Link to="/studio" className="link">
            Studio
          </Link>
        </Crumb>
      }
      actions={
        <>
          <ButtonLink to="/publishers/$slug" params={{ slug }}>
            In the store
          </ButtonLink>
          <ButtonLink to="/studio/$slug/upload" params={{ slug }} tone="primary">
            <Upload aria-hidden="true" />
            Upload a version
          </ButtonLink>
        </>
      }
    >
      <LinkTabs label="Parts of this studio">
        <li>
          <Link to="/studio/$slug" params={{ slug }} activeOptions={{ exact: true }} className={TAB_LINK}>
            Versions
          </Link>
        </li>
        <li>
          <Link to="/studio/$slug/fleet" params={{ slug }} className={TAB_LINK}>
            Fleet
          </Link>
        </li>
        <li>
          <Link to="/studio/$slug/ratings" params={{ slug }} className={TAB_LINK}>
            Ratings
            <Unanswered slug={slug} />
          </Link>
        </li>
        <li>
          <Link to="/studio/$slug/plans" params={{ slug }} className={TAB_LINK}>
            Plans
          </Link>
        </li>
        <li>
          <Link to="/studio/$slug/earnings" params={{ slug }} className={TAB_LINK}>
            Earnings
          </Link>
        </li>
        <li>
          <Link to="/studio/$slug/members" params={{ slug }} className={TAB_LINK}>
            Members
          </Link>
        </li>
      </LinkTabs>
      <div className="pt-6">
        <Outlet />
      </div>
    </Page>
  )
}

/** Nothing while everything is answered. */
function Unanswered({ slug }: { slug: string }) {
  const unanswered = useQuery(unansweredQuery(slug)).data ?? 0
  if (unanswered === 0) return null
  return (
    <Badge tone="accent">
      <span className="tabular-nums">{unanswered}</span>
      <span className="sr-only"> to answer</span>
    </Badge>
  )
}
