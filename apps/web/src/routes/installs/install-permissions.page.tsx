import type { GrantTerms, GrantView, PermissionId } from '@grantry/contract'
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ShieldCheck } from 'lucide-react'
import { GrantRow } from '../../components/permissions/grant-row.tsx'
import { OutgoingCallList } from '../../components/permissions/outgoing-call-list.tsx'
import { ClosedByDefault } from '../../components/permissions/permission-list.tsx'
import { SparePermissions } from '../../components/permissions/spare-permissions.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Section } from '../../components/ui/page.tsx'
import { toast, toastProblem } from '../../components/ui/toast.ts'
import { useTitle } from '../../components/ui/use-page.ts'
import { api } from '../../lib/api.ts'
import { standingTerms, untilNextEnd } from '../../lib/grants.ts'
import { outgoingCalls } from '../../lib/outgoing-calls.ts'
import { problemSentence } from '../../lib/problem.ts'
import { sparePermissions, useOf } from '../../lib/uses.ts'
import { installQuery, installsQuery, usesQuery } from '../../lib/queries/installs.queries.ts'
import { canManage, useWorkspace } from '../../lib/workspace.ts'
import { GrantOnView } from './grant-on-view.tsx'

const route = getRouteApi('/signed-in/workspaces/$ws/installs/$install/permissions')

/** What was asked for, what is granted, and what came of it. */
export function InstallPermissionsPage() {
  const { ws, install: id } = route.useParams()
  const install = useSuspenseQuery({
    ...installQuery(ws, id),
    refetchInterval: ({ state: { data } }) => untilNextEnd(data?.grants ?? [], Date.now()),
  }).data
  const uses = useSuspenseQuery(usesQuery(ws, id)).data.items
  const mayDecide = canManage(useWorkspace(ws))
  const change = useGrantChange(ws, id)
  // Asked for in a toast, which outlives the page: its refusal is said where the toast was.
  const undoing = useGrantChange(ws, id, (error) => toastProblem(problemSentence(error)))
  const busy = change.isPending || undoing.isPending
  useTitle(`Permissions of ${install.name}`)

  const grant = (request: GrantView, terms: GrantTerms) =>
    change.mutate({ permission: request.id, terms, done: `Granted: ${request.title}` })
  const revoke = (request: GrantView) => {
    const again = { permission: request.id, terms: standingTerms(request), done: `Granted again: ${request.title}` }
    const undo = () => undoing.mutate(again)
    change.mutate({ permission: request.id, terms: null, done: `Revoked: ${request.title}`, undo })
  }

  if (install.grants.length === 0) {
    return (
      <EmptyState icon={<ShieldCheck />} title="It asks for nothing">
        It works on what it is given and reaches no files, network or credentials.
      </EmptyState>
    )
  }
  return (
    <div className="grid gap-4">
      <h2 className="sr-only">Permissions</h2>
      {change.error && <Notice tone="error">{problemSentence(change.error)}</Notice>}
      {mayDecide ? (
        <SparePermissions
          uses={sparePermissions(uses, Date.now())}
          busy={busy}
          onRevoke={(permission) => install.grants.filter(({ id }) => id === permission).forEach(revoke)}
        />
      ) : (
        <p className="text-sm text-ink-muted">Admins of the workspace decide what it may do.</p>
      )}
      <ul className="sheet divide-y divide-line">
        {install.grants.map((request) =>
          mayDecide ? (
            <GrantRow
              key={request.id}
              request={request}
              use={useOf(uses, request.id)}
              busy={busy}
              onGrant={(terms) => grant(request, terms)}
              onRevoke={() => revoke(request)}
            />
          ) : (
            <GrantOnView key={request.id} request={request} use={useOf(uses, request.id)} />
          ),
        )}
      </ul>
      <ClosedByDefault />
      <Outgoing ws={ws} grants={install.grants} />
    </div>
  )
}

/** Beside the permission, which names operations alone: whose they are, and whether they are here. */
function Outgoing({ ws, grants }: { ws: string; grants: readonly GrantView[] }) {
  const calls = outgoingCalls(grants)
  const { data: installs } = useQuery({ ...installsQuery(ws), enabled: calls.length > 0 })
  if (calls.length === 0) return null
  return (
    <Section title="Calls to other extensions">
      <OutgoingCallList ws={ws} calls={calls} installs={installs?.items ?? []} />
    </Section>
  )
}

interface GrantChange {
  permission: PermissionId
  /** Null to take it back. */
  terms: GrantTerms | null
  done: string
  undo?: () => void
}

function useGrantChange(ws: string, id: string, onError?: (error: Error) => void) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ permission, terms }: GrantChange) =>
      terms === null ? api.installs.revoke(ws, id, permission) : api.installs.grant(ws, id, permission, terms),
    onSuccess: (install, { done, undo }) => {
      queryClient.setQueryData(installQuery(ws, id).queryKey, install)
      void queryClient.invalidateQueries({ queryKey: usesQuery(ws, id).queryKey })
      toast(done, undo ? { label: 'Undo', run: undo } : null)
    },
    ...(onError && { onError }),
  })
}
