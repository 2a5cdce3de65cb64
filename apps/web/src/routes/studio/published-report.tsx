import type { Published } from '@grantry/contract'
import { CircleCheck } from 'lucide-react'
import { Digest } from '../../components/brand/digest.tsx'
import { InspectionReport } from '../../components/extensions/inspection-report.tsx'
import { VersionStateBadge } from '../../components/extensions/state-badge.tsx'
import { Button, ButtonLink } from '../../components/ui/button.tsx'
import { Fact, Facts } from '../../components/ui/facts.tsx'
import { formatBytes } from '../../lib/format.ts'

interface PublishedReportProps {
  slug: string
  published: Published
  onAnother: () => void
}

/** A version that has been taken in: what was found in it, and that it now waits for a review. */
export function PublishedReport({ slug, published, onAnother }: PublishedReportProps) {
  const isDraft = published.status === 'draft'
  return (
    <div className="grid gap-6">
      <section className="sheet grid gap-4 p-5">
        <div className="flex flex-wrap items-center gap-3">
          <CircleCheck aria-hidden="true" className="size-6 text-low" />
          <h2 className="flex-1 text-lg font-semibold">
            {published.extension} {published.version} is {isDraft ? 'kept as a draft' : 'submitted'}
          </h2>
          <VersionStateBadge state={published.status} />
        </div>
        <Facts>
          <Fact name="Stored archive">{formatBytes(published.sizeBytes)}</Fact>
          <Fact name="Digest">
            <Digest digest={published.digest} />
          </Fact>
        </Facts>
        <p className="text-ink-muted">
          {isDraft
            ? 'Nobody but you and your members sees it. Submit it when it is ready, or discard it.'
            : 'An admin looks at it next. You see its place in the queue, and what they say, among your versions.'}
        </p>
        <div className="flex flex-wrap gap-2">
          <ButtonLink
            to="/studio/$slug/versions/$extension/$version"
            params={{ slug, extension: published.extension, version: published.version }}
            tone={isDraft ? 'primary' : 'plain'}
          >
            {isDraft ? 'Look at it and submit' : 'Look at it'}
          </ButtonLink>
          <ButtonLink to="/studio/$slug" params={{ slug }} tone={isDraft ? 'plain' : 'primary'}>
            To your versions
          </ButtonLink>
          <Button onClick={onAnother}>Upload another</Button>
        </div>
      </section>
      <section>
        <h2 className="mb-3 text-lg font-semibold">What the inspection found</h2>
        <InspectionReport inspection={published.inspection} />
      </section>
    </div>
  )
}
