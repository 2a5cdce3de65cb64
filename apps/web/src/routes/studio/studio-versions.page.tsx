import type { PublisherVersion } from '@grantry/contract'
import { useSuspenseInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { PackageOpen } from 'lucide-react'
import { useState } from 'react'
import { Button, ButtonLink } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { publisherVersionsQuery } from '../../lib/queries/publishers.queries.ts'
import { PublisherVersionRow } from './publisher-version-row.tsx'
import { YankDialog } from './yank.dialog.tsx'

const route = getRouteApi('/signed-in/studio/$slug/parts/')

export function StudioVersionsPage() {
  const { slug } = route.useParams()
  const versions = useSuspenseInfiniteQuery(publisherVersionsQuery(slug))
  const [yanking, setYanking] = useState<PublisherVersion | null>(null)
  const items = versions.data.pages.flatMap((page) => page.items)
  if (items.length === 0) return <NothingUploaded slug={slug} />
  return (
    <>
      <h2 className="sr-only">Versions</h2>
      <ul className="sheet divide-y divide-line">
        {items.map((version) => (
          <PublisherVersionRow
            key={`${version.extension}@${version.version}`}
            slug={slug}
            version={version}
            onYank={() => setYanking(version)}
          />
        ))}
      </ul>
      {versions.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button pending={versions.isFetchingNextPage} onClick={() => void versions.fetchNextPage()}>
            Older versions
          </Button>
        </div>
      )}
      {yanking && <YankDialog slug={slug} version={yanking} onClose={() => setYanking(null)} />}
    </>
  )
}

const NothingUploaded = ({ slug }: { slug: string }) => (
  <EmptyState
    icon={<PackageOpen />}
    title="Nothing uploaded yet"
    action={
      <ButtonLink to="/studio/$slug/upload" params={{ slug }} tone="primary">
        Upload a version
      </ButtonLink>
    }
  >
    Pack your extension with <code className="font-mono text-sm">grantry pack</code>, then upload the archive here or
    with <code className="font-mono text-sm">grantry publish</code>.
  </EmptyState>
)
