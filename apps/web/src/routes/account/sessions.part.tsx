import type { OpenSession } from '@grantry/contract'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Monitor, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import { ConfirmDialog } from '../../components/ui/confirm-dialog.tsx'
import { Section } from '../../components/ui/page.tsx'
import { TimeAgo } from '../../components/ui/time-ago.tsx'
import { toast } from '../../components/ui/toast.ts'
import { formatDay } from '../../lib/format.ts'
import { accountApi, sessionsQuery } from '../../lib/queries/account.queries.ts'

/** Where somebody is signed in, and how to end it. */
export function SessionsPart() {
  const sessions = useSuspenseQuery(sessionsQuery).data.items
  const [ending, setEnding] = useState<OpenSession | 'others' | null>(null)
  const others = sessions.length > 1 && (
    <Button size="small" onClick={() => setEnding('others')}>
      Sign out everywhere else
    </Button>
  )
  return (
    <Section title="Signed in here" aside={others}>
      <ul className="sheet divide-y divide-line">
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} onEnd={() => setEnding(session)} />
        ))}
      </ul>
      <p className="mt-3 text-sm text-ink-muted">
        A session ends by itself two weeks after its sign-in. The command line and other tools have tokens instead.
      </p>
      {ending !== null && <EndDialog ending={ending} onClose={() => setEnding(null)} />}
    </Section>
  )
}

function SessionRow({ session, onEnd }: { session: OpenSession; onEnd: () => void }) {
  const Icon = /iPhone|iPad|Android/.test(session.device) ? Smartphone : Monitor
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 p-4">
      <Icon aria-hidden="true" className="size-5 shrink-0 text-ink-faint" />
      <div className="grid min-w-0 flex-1 gap-1">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className="font-semibold">{session.device}</span>
          {session.current && <Badge tone="accent">This browser</Badge>}
        </p>
        <p className="text-sm text-ink-muted">
          {session.address !== null && <span className="break-all">from {session.address} · </span>}
          used <TimeAgo at={session.lastUsedAt} /> · since {formatDay(session.createdAt)}
        </p>
      </div>
      {!session.current && (
        <Button size="small" onClick={onEnd} aria-label={`Sign out ${session.device}`}>
          Sign out
        </Button>
      )}
    </li>
  )
}

function EndDialog({ ending, onClose }: { ending: OpenSession | 'others'; onClose: () => void }) {
  const queryClient = useQueryClient()
  const end = useMutation({
    mutationFn: () => (ending === 'others' ? accountApi.revokeOtherSessions() : accountApi.revokeSession(ending.id)),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey })
      toast(ending === 'others' ? 'You are signed in here alone' : `${ending.device} is signed out`)
      onClose()
    },
  })
  return (
    <ConfirmDialog
      title={ending === 'others' ? 'Sign out everywhere else?' : `Sign out ${ending.device}?`}
      confirm="Sign out"
      pending={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate()}
      onClose={onClose}
    >
      {ending === 'others'
        ? 'Every other browser has to sign in again. Tokens go on working.'
        : 'That browser has to sign in again.'}
    </ConfirmDialog>
  )
}
