import type { Account } from '@grantry/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { ConfirmDialog } from '../../components/ui/confirm-dialog.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Section } from '../../components/ui/page.tsx'
import { TimeAgo } from '../../components/ui/time-ago.tsx'
import { toast } from '../../components/ui/toast.ts'
import { formatDay } from '../../lib/format.ts'
import { problemSentence } from '../../lib/problem.ts'
import { accountApi, accountQuery } from '../../lib/queries/account.queries.ts'

interface ProviderSectionProps {
  provider: NonNullable<Account['provider']>
  identity: Account['identity']
}

/** Whether somebody also gets in through the provider of this server. */
export function ProviderSection({ provider: { name }, identity }: ProviderSectionProps) {
  const [leaving, setLeaving] = useState(false)
  return (
    <Section title={`Sign-in with ${name}`}>
      {identity === null ? (
        <Connect name={name} />
      ) : (
        <div className="sheet flex flex-wrap items-center gap-x-4 gap-y-2 p-4">
          <div className="grid min-w-0 flex-1 gap-1">
            <p className="font-medium break-all">{identity.email ?? 'Connected'}</p>
            <p className="text-sm text-ink-muted">
              Since {formatDay(identity.connectedAt)}
              {identity.lastUsedAt !== null && (
                <>
                  {' '}
                  · used <TimeAgo at={identity.lastUsedAt} />
                </>
              )}
            </p>
          </div>
          <Button size="small" onClick={() => setLeaving(true)}>
            Disconnect
          </Button>
        </div>
      )}
      {leaving && <DisconnectDialog name={name} onClose={() => setLeaving(false)} />}
    </Section>
  )
}

function Connect({ name }: { name: string }) {
  const connect = useMutation({
    mutationFn: accountApi.connectProvider,
    onSuccess: ({ url }) => window.location.assign(url),
  })
  return (
    <div className="sheet grid gap-3 p-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="min-w-48 flex-1">Connect it, and you get in without your password too.</p>
        <Button size="small" pending={connect.isPending || connect.isSuccess} onClick={() => connect.mutate()}>
          Connect with {name}
        </Button>
      </div>
      {connect.error && <Notice tone="error">{problemSentence(connect.error)}</Notice>}
    </div>
  )
}

function DisconnectDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const queryClient = useQueryClient()
  const disconnect = useMutation({
    mutationFn: accountApi.disconnectProvider,
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: accountQuery.queryKey })
      toast(`${name} no longer lets you in`)
      onClose()
    },
  })
  return (
    <ConfirmDialog
      title={`Disconnect ${name}?`}
      confirm="Disconnect"
      pending={disconnect.isPending}
      error={disconnect.error}
      onConfirm={() => disconnect.mutate()}
      onClose={onClose}
    >
      You then sign in with your password. You can connect it again.
    </ConfirmDialog>
  )
}
