import type { ReviewDetail } from '@grantry/contract'
import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ExtensionIcon } from '../../components/extensions/extension-icon.tsx'
import { InspectionReport } from '../../components/extensions/inspection-report.tsx'
import { VersionStateBadge } from '../../components/extensions/state-badge.tsx'
import { OperationSummaryList } from '../../components/operations/operation-summary-list.tsx'
import { RiskBadge } from '../../components/permissions/risk-label.tsx'
import { ImportChanges } from '../../components/review/import-changes.tsx'
import { PermissionChanges } from '../../components/review/permission-changes.tsx'
import { Crumb, Page, Section } from '../../components/ui/page.tsx'
import { Prose } from '../../components/ui/prose.tsx'
import { reviewQuery } from '../../lib/queries/reviews.queries.ts'
import { ComparisonPicker } from './comparison-picker.tsx'
import { DecisionPanel } from './decision-panel.tsx'
import { ReviewFiles } from './review-files.tsx'
import { ReviewHistorySections } from './review-history.tsx'
import { ReviewTrial } from './review-trial.tsx'

const route = getRouteApi('/signed-in/review/$id')

export function ReviewPage() {
  const { id } = route.useParams()
  const { file, against } = route.useSearch()
  const review = useSuspenseQuery(reviewQuery(id, against)).data
  const { detail } = review
  return (
    <Page
      title={`${review.name} ${review.version}`}
      heading={<ReviewHeading review={review} />}
      lead={detail.description}
      crumbs={
        <Crumb>
          <Link to="/review" className="link">
            Review
          </Link>
        </Crumb>
      }
    >
      <div className="grid items-start gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_19rem]">
        <div className="min-w-0 max-lg:order-2">
          <Section title="What it asks for" aside={<ComparisonPicker review={review} />}>
            <PermissionChanges changes={review.permissionChanges} comparedWith={review.comparedWith} />
          </Section>
          <Section title="What it imports">
            <ImportChanges
              imports={detail.inspection.imports}
              changes={review.importChanges}
              comparedWith={review.comparedWith}
            />
          </Section>
          <ReviewTrial id={review.id} />
          <Section title="What the inspection found">
            <InspectionReport inspection={detail.inspection} />
          </Section>
          {detail.operations.length > 0 && (
            <Section title="What it offers">
              <OperationSummaryList operations={detail.operations} />
            </Section>
          )}
          <Section title="Files">
            <ReviewFiles review={review} selected={file} against={against ?? review.comparedWith ?? undefined} />
          </Section>
          <Section title="README as the store shows it">
            <div className="sheet p-5">
              {detail.readmeHtml ? (
                <Prose html={detail.readmeHtml} label="README" />
              ) : (
                <p className="text-ink-muted">It comes without a README.</p>
              )}
            </div>
          </Section>
          <ReviewHistorySections id={review.id} />
        </div>
        <DecisionPanel review={review} />
      </div>
    </Page>
  )
}

const ReviewHeading = ({ review }: { review: ReviewDetail }) => (
  <span className="flex flex-wrap items-center gap-x-3 gap-y-2">
    <ExtensionIcon id={review.extension} url={review.iconUrl} />
    {review.name}
    <span className="font-normal text-ink-muted tabular-nums">{review.version}</span>
    <VersionStateBadge state={review.status} />
    <RiskBadge risk={review.risk} />
  </span>
)
