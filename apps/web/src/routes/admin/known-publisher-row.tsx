import type { KnownPublisher } from '@grantry/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { PublisherName } from '../../components/extensions/publisher-name.tsx'
import { Button } from '../../components/ui/button.tsx'
import { toast } from '../../components/ui/toast.ts'
import { formatDay, plural } from '../../lib/format.ts'
import { publisherQuery } from '../../lib/queries/catalogue.queries.ts'
import { curationApi, knownPublishersKey } from '../../lib/queries/curation.queries.ts'
import { WhyDialog } from './why.dialog.tsx'

/** A publisher, and the one decision about it. */
export function KnownPublisherRow({ publisher }: { publisher: KnownPublisher }) {
  const { slug, name, verified, createdAt, extensions, members } = publisher
  const [deciding, setDeciding] = useState(false)
  const decision = useVerdict(publisher)
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="grid min-w-48 flex-1 gap-0.5">
        <h3 className="font-semibold">
          <Link to="/publishers/$slug" params={{ slug }} className="link">
            <PublisherName publisher={publisher} mark="word" />
          </Link>
        </h3>
        <p className="text-sm text-ink-muted tabular-nums">
          {slug} · {plural(extensions, 'extension')} · {plural(members, 'member')} · since {formatDay(createdAt)}
        </p>
      </div>
      <Button tone={verified ? 'quiet' : 'plain'} size="small" onClick={() => setDeciding(true)}>
        {verified ? 'Withdraw the mark…' : 'Verify…'}
        <span className="sr-only"> {name}</span>
      </Button>
      {deciding && (
        <WhyDialog
          title={verified ? `Withdraw the mark of ${name}?` : `Verify ${name}?`}
          description={
            verified
              ? 'The store no longer says that the platform knows who this is.'
              : 'The store says beside its name that the platform knows who this is.'
          }
          hint="Kept in the audit, in one line."
          confirm={verified ? 'Withdraw the mark' : 'Verify'}
          tone={verified ? 'danger' : 'primary'}
          decision={decision}
          onClose={() => setDeciding(false)}
        />
      )}
    </li>
  )
}

function useVerdict({ slug, name, verified }: KnownPublisher) {
  const queryClient = useQueryClient()
  return useMutation({
    // Without a reason nothing is sent for it: an empty one would be refused.
    mutationFn: (reason: string) =>
      verified ? curationApi.unverify(slug, reason || undefined) : curationApi.verify(slug, reason || undefined),
    onSuccess: async () => {
      toast(verified ? `The mark of ${name} is withdrawn` : `${name} is verified`)
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: knownPublishersKey }),
        queryClient.invalidateQueries({ queryKey: publisherQuery(slug).queryKey }),
        queryClient.invalidateQueries({ queryKey: ['extensions'] }),
      ])
    },
  })
}
