import type { PublisherVersionDetail } from '@grantry/contract'
import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ExtensionIcon } from '../../components/extensions/extension-icon.tsx'
import { FileTable } from '../../components/extensions/file-table.tsx'
import { InspectionReport } from '../../components/extensions/inspection-report.tsx'
import { VersionStateBadge } from '../../components/extensions/state-badge.tsx'
import { ChangeMark } from '../../components/review/change-mark.tsx'
import { NameChanges } from '../../components/review/import-changes.tsx'
import { PermissionChanges } from '../../components/review/permission-changes.tsx'
import { ButtonLink } from '../../components/ui/button.tsx'
import { useKeptFocus } from '../../components/ui/kept-focus.ts'
import { Notice } from '../../components/ui/notice.tsx'
import { Crumb, Page, Section } from '../../components/ui/page.tsx'
import { Prose } from '../../components/ui/prose.tsx'
import { TimeAgo } from '../../components/ui/time-ago.tsx'
import { formatList } from '../../lib/format.ts'
import { publisherQuery, publisherVersionQuery } from '../../lib/queries/publishers.queries.ts'
import { DraftActions } from './draft-actions.tsx'

const route = getRouteApi('/signed-in/studio/$slug/versions/$extension/$version')

/** One version of a publisher: where it stands, what was said about it, and what it changed. */
export function StudioVersionPage() {
  const { slug, extension, version: number } = route.useParams()
  const publisher = useSuspenseQuery(publisherQuery(slug)).data
  const version = useSuspenseQuery(publisherVersionQuery(slug, extension, number)).data
  useKeptFocus(version.status)
  return (
    <Page
      title={`${version.name} ${version.version}`}
      heading={<VersionHeading version={version} />}
      lead={version.detail.description}
      crumbs={
        <Crumb>
          <Link to="/studio/$slug" params={{ slug }} className="link">
            {publisher.name}
          </Link>
        </Crumb>
      }
      actions={version.status === 'draft' && <DraftActions slug={slug} version={version} />}
    >
      <div className="mb-8 grid gap-3">
        <Standing slug={slug} version={version} />
      </div>
      <Section title="What it asks for" aside={<ComparedWith version={version} />}>
        <PermissionChanges changes={version.permissionChanges} comparedWith={version.comparedWith} />
      </Section>
      {version.comparedWith !== null && version.detail.abi !== 'js' && (
        <Section title="What it imports">
          <div className="sheet p-4">
            <NameChanges title={`Since ${version.comparedWith}`} changes={version.importChanges} />
          </div>
        </Section>
      )}
      <Section title="What the inspection found">
        <InspectionReport inspection={version.detail.inspection} />
      </Section>
      <Section title="Files">
        <FileTable files={version.detail.files} mark={(path) => <FileMark path={path} version={version} />} />
        {version.fileChanges.removed.length > 0 && (
          <p className="mt-2 text-sm text-ink-muted">No longer there: {formatList(version.fileChanges.removed)}</p>
        )}
      </Section>
      {version.detail.readmeHtml && (
        <Section title="README as the store shows it">
          <div className="sheet p-5">
            <Prose html={version.detail.readmeHtml} label="README" />
          </div>
        </Section>
      )}
    </Page>
  )
}

const VersionHeading = ({ version }: { version: PublisherVersionDetail }) => (
  <span className="flex flex-wrap items-center gap-x-3 gap-y-2">
    <ExtensionIcon id={version.extension} url={version.iconUrl} />
    {version.name}
    <span className="font-normal text-ink-muted tabular-nums">{version.version}</span>
    <VersionStateBadge state={version.status} />
  </span>
)

function Standing({ slug, version }: { slug: string; version: PublisherVersionDetail }) {
  const { status, review, submittedAt } = version
  switch (status) {
    case 'draft':
      return <Notice tone="info">Only you and your members see this draft. Submit it when it is ready.</Notice>
    case 'submitted':
      return (
        <Notice tone="info">
          <p>
            Number {review?.position} in the queue; submitted <TimeAgo at={submittedAt} />.
          </p>
        </Notice>
      )
    case 'rejected':
      return (
        <Notice
          tone="warning"
          title="An admin rejected it"
          action={
            <ButtonLink to="/studio/$slug/upload" params={{ slug }} size="small">
              Upload a new version
            </ButtonLink>
          }
        >
          <Words reason={review?.reason ?? null} />
          <p>Mend it, raise its number and upload it; the admin then sees what you changed.</p>
        </Notice>
      )
    case 'taken_down':
      return (
        <Notice tone="error" title="An admin took it down">
          <Words reason={review?.reason ?? null} />
        </Notice>
      )
    case 'approved':
    case 'yanked':
      return review?.reason ? (
        <Notice tone="info" title="The admin wrote">
          <Words reason={review.reason} />
        </Notice>
      ) : null
  }
}

const Words = ({ reason }: { reason: string | null }) => reason && <p className="whitespace-pre-line">“{reason}”</p>

const ComparedWith = ({ version: { comparedWith } }: { version: PublisherVersionDetail }) => (
  <p className="text-sm text-ink-muted">
    {comparedWith === null ? 'The first version' : `Compared with ${comparedWith}, which you uploaded before it`}
  </p>
)

function FileMark({ path, version: { fileChanges, comparedWith } }: { path: string; version: PublisherVersionDetail }) {
  if (comparedWith === null) return null
  if (fileChanges.added.includes(path)) return <ChangeMark change="added" />
  return fileChanges.changed.includes(path) ? <ChangeMark change="changed" /> : null
}
