import type { ExtensionDetail, InstallSummary, Me } from '@grantry/contract'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { ButtonLink } from '../../components/ui/button.tsx'
import { useVisitor } from '../../lib/me.ts'
import { isPaidForQuery } from '../../lib/queries/own-entitlements.queries.ts'
import { ownInstallsOfQuery } from '../../lib/queries/own-installs.queries.ts'
import { workspaceAddress } from '../../lib/workspace-address.ts'
import { orderWord } from './order-word.ts'

/** Where somebody has the extension. */
export interface InstallPlace {
  install: string
  /** How the workspace is named in addresses. */
  ws: string
  workspace: string
}

const OpenMenu = lazy(() => import('./open-install.menu.tsx').then(({ OpenMenu }) => ({ default: OpenMenu })))

/** What can be done with an extension: buy it, install it, or go where it is installed already. */
export function ExtensionActions({ extension }: { extension: ExtensionDetail }) {
  const { id } = extension
  const me = useVisitor()
  const installs = useQuery({ ...ownInstallsOfQuery(id), enabled: me !== null }).data ?? []
  const [place, ...others] = me === null ? [] : placesOf(installs, me)
  if (place === undefined) return <FirstStep extension={extension} me={me} />
  return (
    <div className="grid gap-2 max-sm:w-full max-sm:grid-cols-2 sm:flex">
      {others.length === 0 ? (
        <ButtonLink
          to="/workspaces/$ws/installs/$install"
          params={{ ws: place.ws, install: place.install }}
          title={`Installed in ${place.workspace}`}
          tone="primary"
          size="large"
        >
          Open<span className="sr-only"> in {place.workspace}</span>
        </ButtonLink>
      ) : (
        <Suspense>
          <OpenMenu places={[place, ...others]} />
        </Suspense>
      )}
      <InstallLink id={id} copy="another" />
    </div>
  )
}

/** What cannot be used unpaid is paid for before it is installed. */
function FirstStep({ extension: { id, pricing }, me }: { extension: ExtensionDetail; me: Me | null }) {
  const mustPay = pricing.model === 'paid'
  const isPaidFor = useQuery({ ...isPaidForQuery(id, me?.workspaces ?? []), enabled: mustPay && me !== null }).data
  if (!mustPay || isPaidFor === true) return <InstallLink id={id} copy="first" />
  return (
    <ButtonLink
      to="/extensions/$id/buy"
      params={{ id }}
      search={(search) => search}
      resetScroll={false}
      tone="primary"
      size="large"
      className="max-sm:w-full"
    >
      {orderWord(pricing)}
    </ButtonLink>
  )
}

function InstallLink({ id, copy }: { id: string; copy: 'first' | 'another' }) {
  return (
    <ButtonLink
      to="/extensions/$id/install"
      params={{ id }}
      search={(search) => search}
      resetScroll={false}
      tone={copy === 'first' ? 'primary' : 'plain'}
      size="large"
      className={copy === 'first' ? 'max-sm:w-full' : 'max-sm:px-2'}
    >
      {copy === 'first' ? 'Install' : 'Install elsewhere'}
    </ButtonLink>
  )
}

/** Installs by the names of their workspaces. */
function placesOf(installs: readonly InstallSummary[], { workspaces }: Me): InstallPlace[] {
  return installs.flatMap(({ id, workspaceId }) => {
    const workspace = workspaces.find((candidate) => candidate.id === workspaceId)
    if (workspace === undefined) return []
    return [{ install: id, ws: workspaceAddress(workspace, workspaces), workspace: workspace.name }]
  })
}
