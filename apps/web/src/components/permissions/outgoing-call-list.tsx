import type { InstallSummary } from '@grantry/contract'
import { Link } from '@tanstack/react-router'
import { Check, X } from 'lucide-react'
import type { OutgoingCalls } from '../../lib/outgoing-calls.ts'
import { Badge } from '../ui/badge.tsx'

interface OutgoingCallListProps {
  ws: string
  calls: readonly OutgoingCalls[]
  installs: readonly InstallSummary[]
}

/** Which other extensions an install calls, and whether they are here to be called. */
export const OutgoingCallList = ({ ws, calls, installs }: OutgoingCallListProps) => (
  <ul className="sheet divide-y divide-line">
    {calls.map(({ extension, operations }) => (
      <li key={extension} className="grid gap-1.5 p-4">
        <h3 className="flex flex-wrap items-center gap-2.5 font-semibold">
          <Callee ws={ws} extension={extension} install={installs.find((install) => install.extension === extension)} />
        </h3>
        <ul className="grid gap-1">
          {operations.map(({ pattern, granted }) => (
            <li key={pattern} className="flex items-center gap-2 text-sm">
              {granted ? (
                <Check aria-hidden="true" className="size-4 shrink-0 text-low" />
              ) : (
                <X aria-hidden="true" className="size-4 shrink-0 text-ink-faint" />
              )}
              <code className="min-w-0 font-mono text-xs break-all">{pattern}</code>
              <span className="shrink-0 text-ink-muted">{granted ? 'granted' : 'not granted'}</span>
            </li>
          ))}
        </ul>
      </li>
    ))}
  </ul>
)

interface CalleeProps {
  ws: string
  extension: string
  install: InstallSummary | undefined
}

function Callee({ ws, extension, install }: CalleeProps) {
  if (install === undefined) {
    return (
      <>
        {extension}
        <Badge>Not installed here</Badge>
      </>
    )
  }
  return (
    <Link to="/workspaces/$ws/installs/$install" params={{ ws, install: install.id }} className="link">
      {install.name}
    </Link>
  )
}
