import type { PublishAs, PublishStage } from '@grantry/contract'
import type { ProblemError } from '@grantry/sdk/client/page'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { DropZone } from '../../components/ui/drop-zone.tsx'
import { Crumb, Page } from '../../components/ui/page.tsx'
import { Progress } from '../../components/ui/progress.tsx'
import { api } from '../../lib/api.ts'
import { formatBytes } from '../../lib/format.ts'
import { publisherQuery, publisherVersionsQuery } from '../../lib/queries/publishers.queries.ts'
import { AsChoice } from './as-choice.tsx'
import { PublishedReport } from './published-report.tsx'
import { PublishStages } from './publish-stages.tsx'
import { RefusedReport } from './refused-report.tsx'

const route = getRouteApi('/signed-in/studio/$slug/upload')

export function UploadPage() {
  const { slug } = route.useParams()
  const publisher = useSuspenseQuery(publisherQuery(slug)).data
  return (
    <Page
      title="Upload a version"
      width="reading"
      lead={`To be published as ${publisher.name}. It is inspected without being run; then it is tried out in a workspace that is thrown away, and an admin reviews it.`}
      crumbs={
        <>
          <Crumb>
            <Link to="/studio" className="link">
              Studio
            </Link>
          </Crumb>
          <Crumb>
            <Link to="/studio/$slug" params={{ slug }} className="link">
              {publisher.name}
            </Link>
          </Crumb>
        </>
      }
    >
      <Uploader slug={slug} />
    </Page>
  )
}

function Uploader({ slug }: { slug: string }) {
  const [as, setAs] = useState<PublishAs>('submitted')
  const upload = useUpload(slug, as)
  const again = upload.isPending ? undefined : upload.reset
  return (
    <div aria-live="polite">
      {upload.data ? (
        <PublishedReport slug={slug} published={upload.data} onAnother={() => again?.()} />
      ) : upload.isPending ? (
        <Sending file={upload.variables} sentBytes={upload.sentBytes} stages={upload.stages} onCancel={upload.cancel} />
      ) : (
        <div className="grid gap-5">
          <AsChoice value={as} onChange={setAs} />
          {upload.error && <RefusedReport slug={slug} file={upload.variables} error={upload.error} />}
          <DropZone
            title="Drop the .tgz here"
            hint="Made by “grantry pack”: extension.json, the module, README and icon in one archive."
            accept=".tgz,.tar.gz,application/gzip"
            onFile={(file) => upload.mutate(file)}
          />
        </div>
      )}
    </div>
  )
}

/** One upload at a time, with the bytes sent so far and a way to stop. */
function useUpload(slug: string, as: PublishAs) {
  const queryClient = useQueryClient()
  const [sentBytes, setSentBytes] = useState(0)
  const [stages, setStages] = useState<readonly PublishStage[]>([])
  const [abort, setAbort] = useState<AbortController | null>(null)
  const mutation = useMutation<Awaited<ReturnType<typeof api.publishers.publish>>, ProblemError, File>({
    mutationFn: (archive) => {
      const controller = new AbortController()
      setAbort(controller)
      setSentBytes(0)
      setStages([])
      return api.publishers.publish(slug, {
        archive,
        as,
        onProgress: setSentBytes,
        onStage: (stage) => setStages((before) => [...before, stage]),
        signal: controller.signal,
      })
    },
    // Also after an error: the server may have stored it, and only its answer was lost.
    onSettled: () => queryClient.invalidateQueries({ queryKey: publisherVersionsQuery(slug).queryKey }),
  })
  return {
    ...mutation,
    sentBytes,
    stages,
    cancel: () => {
      abort?.abort()
      mutation.reset()
    },
  }
}

interface SendingProps {
  file: File | undefined
  sentBytes: number
  stages: readonly PublishStage[]
  onCancel: () => void
}

function Sending({ file, sentBytes, stages, onCancel }: SendingProps) {
  const total = file?.size ?? 0
  const isSent = sentBytes >= total
  return (
    <div className="sheet grid gap-4 p-5">
      <Progress
        label={isSent ? `Inspecting ${file?.name ?? ''}` : `Uploading ${file?.name ?? ''}`}
        done={sentBytes}
        total={total}
        text={`${formatBytes(sentBytes)} of ${formatBytes(total)}`}
      />
      <PublishStages stages={stages} />
      <Button size="small" className="w-fit" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  )
}
