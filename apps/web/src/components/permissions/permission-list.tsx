import type { PermissionView } from '@grantry/contract'
import type { ReactNode } from 'react'
import { Badge } from '../ui/badge.tsx'
import { PermissionIcon } from './permission-icon.tsx'
import { RiskLabel } from './risk-label.tsx'

/** The publisher's own words, marked as such. */
export const Reason = ({ children }: { children: string }) => (
  <p className="border-l-2 border-line pl-2.5 text-sm text-ink-muted">
    <span className="sr-only">The publisher’s reason: </span>“{children}”
  </p>
)

interface PermissionRowProps {
  permission: PermissionView
  /** Beside the title, for example how it changed. */
  mark?: ReactNode
  children?: ReactNode
}

/** A requested permission in plain words, with its risk and the publisher's reason. */
export function PermissionRow({ permission, mark, children }: PermissionRowProps) {
  return (
    <li className="flex gap-3.5 p-4">
      <PermissionIcon id={permission.id} />
      <div className="grid min-w-0 flex-1 gap-1.5">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h3 className="font-semibold">{permission.title}</h3>
          <RiskLabel risk={permission.risk} />
          {permission.optional && <Badge>Optional</Badge>}
          {mark}
        </div>
        <p>{permission.sentence}.</p>
        <Reason>{permission.reason}</Reason>
        {children}
      </div>
    </li>
  )
}

/** What stays true of every extension, whatever it asks for. */
export const ClosedByDefault = () => (
  <p className="text-sm text-ink-muted">
    Everything else stays closed: no other files, no network, no credentials. What it does with each permission is
    recorded, and you can take any of them back at once.
  </p>
)

export function PermissionList({ permissions }: { permissions: readonly PermissionView[] }) {
  if (permissions.length === 0) {
    return (
      <p className="sheet p-4">
        It asks for nothing: it works on what it is given and reaches no files, network or credentials.
      </p>
    )
  }
  return (
    <ul className="sheet divide-y divide-line">
      {permissions.map((permission) => (
        <PermissionRow key={permission.id} permission={permission} />
      ))}
    </ul>
  )
}
