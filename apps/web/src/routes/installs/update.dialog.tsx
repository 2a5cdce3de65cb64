import type { GrantInput, PermissionId } from '@grantry/contract'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Dropped, Settled } from '../../components/permissions/settled-grants.tsx'
import { PermissionChoices } from '../../components/permissions/permission-choices.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { toast } from '../../components/ui/toast.ts'
import { api } from '../../lib/api.ts'
import { isGrantable } from '../../lib/consent.ts'
import { problemSentence } from '../../lib/problem.ts'
import { installQuery, usesQuery } from '../../lib/queries/installs.queries.ts'
import { canManage, useWorkspace } from '../../lib/workspace.ts'
import { choicesFrom, compareRequests, updateGrants } from '../../lib/update-consent.ts'

const route = getRouteApi('/signed-in/workspaces/$ws/installs/$install/overview/update')

/** Anybody may type its address: who does not decide is told who does. */
export function UpdateDialog() {
  return canManage(useWorkspace(route.useParams().ws)) ? <Consent /> : <NotYours />
}

function useClose() {
  const { ws, install } = route.useParams()
  const navigate = useNavigate()
  return () => void navigate({ to: '/workspaces/$ws/installs/$install', params: { ws, install }, resetScroll: false })
}

function NotYours() {
  const { version } = route.useLoaderData()
  const close = useClose()
  return (
    <Dialog title={`Update to ${version}`} onClose={close} footer={<Button onClick={close}>Close</Button>}>
      <p>An admin of the workspace decides whether it is updated, and what the new version may do.</p>
    </Dialog>
  )
}

/** The consent to another version: only what changed is asked, and keeping the old one is a choice. */
function Consent() {
  const { ws, install: id } = route.useParams()
  const version = route.useLoaderData()
  const install = useSuspenseQuery(installQuery(ws, id)).data
  const changes = compareRequests(install.grants, version.permissions)
  const uses = useSuspenseQuery(usesQuery(ws, id)).data.items
  const [takenBack, setTakenBack] = useState<ReadonlySet<PermissionId>>(new Set())
  const [choices, setChoices] = useState(() => choicesFrom(install.grants, changes.open))
  const close = useClose()
  const update = useUpdate(ws, id, version.version, close)
  return (
    <Dialog
      title={`Update ${install.name} to ${version.version}`}
      description={
        changes.open.length === 0
          ? 'It asks for nothing that you have not decided already.'
          : 'It asks for something else than before. Everything else stays as you decided.'
      }
      width="wide"
      onClose={close}
      footer={
        <>
          <Button tone="quiet" onClick={close}>
            Keep {install.version}
          </Button>
          <Button
            tone="primary"
            pending={update.isPending}
            disabled={!isGrantable(changes.open, choices)}
            onClick={() => update.mutate(updateGrants(changes, choices, takenBack))}
          >
            Update to {version.version}
          </Button>
        </>
      }
    >
      <div className="grid gap-6">
        <PermissionChoices permissions={changes.open} choices={choices} onChange={setChoices} />
        <Settled grants={changes.settled} uses={uses} takenBack={takenBack} onTakeBack={setTakenBack} />
        <Dropped grants={changes.dropped} />
        {update.error && <Notice tone="error">{problemSentence(update.error)}</Notice>}
      </div>
    </Dialog>
  )
}

function useUpdate(ws: string, id: string, version: string, onDone: () => void) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (grants: GrantInput[]) => api.installs.update(ws, id, { version, grants }),
    onSuccess: async (install) => {
      queryClient.setQueryData(installQuery(ws, id).queryKey, install)
      onDone()
      toast(`${install.name} is now ${install.version}`)
      await queryClient.invalidateQueries({ queryKey: ['workspaces', ws] })
    },
  })
}
