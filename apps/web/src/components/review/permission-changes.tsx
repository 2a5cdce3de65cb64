import type { PermissionChange, PermissionView } from '@grantry/contract'
import { PermissionRow } from '../permissions/permission-list.tsx'
import { classes } from '../ui/class-names.ts'
import { ChangeMark } from './change-mark.tsx'

interface PermissionChangesProps {
  changes: readonly PermissionChange[]
  comparedWith: string | null
}

/** The order of attention: what gives more comes before what gives less. */
const ORDER: readonly PermissionChange['change'][] = ['added', 'widened', 'changed', 'unchanged', 'narrowed', 'removed']

/** What a version asks for, each beside what the last approved one asked for. */
export function PermissionChanges({ changes, comparedWith }: PermissionChangesProps) {
  if (changes.length === 0) return <p className="sheet p-4">It asks for nothing.</p>
  const sorted = changes.toSorted((a, b) => ORDER.indexOf(a.change) - ORDER.indexOf(b.change))
  return (
    <ul className="sheet divide-y divide-line">
      {sorted.map(({ change, permission, before }) => (
        <PermissionRow
          key={permission.id}
          permission={permission}
          mark={comparedWith !== null && <ChangeMark change={change} />}
        >
          {before && change !== 'unchanged' && change !== 'removed' ? (
            <SideBySide before={before} now={permission} comparedWith={comparedWith} />
          ) : (
            <Scope scope={permission.scope} />
          )}
        </PermissionRow>
      ))}
    </ul>
  )
}

interface SideBySideProps {
  before: PermissionView
  now: PermissionView
  comparedWith: string | null
}

const SideBySide = ({ before, now, comparedWith }: SideBySideProps) => (
  <div className="mt-1 grid gap-2 sm:grid-cols-2">
    <SideOf title={comparedWith ?? 'Before'} permission={before} look="bg-sunken" />
    <SideOf title="This version" permission={now} look="bg-accent-soft" />
  </div>
)

const SideOf = ({ title, permission, look }: { title: string; permission: PermissionView; look: string }) => (
  <div className={classes('grid content-start gap-1 rounded-md p-3 text-sm', look)}>
    <h4 className="font-medium">{title}</h4>
    <p>
      {permission.sentence}.{permission.optional && ' Optional.'}
    </p>
    <p className="text-ink-muted">“{permission.reason}”</p>
    <Scope scope={permission.scope} />
  </div>
)

const Scope = ({ scope }: { scope: PermissionChange['permission']['scope'] }) =>
  Object.keys(scope).length === 0 ? null : (
    <code className="font-mono text-xs break-all text-ink-muted">{JSON.stringify(scope)}</code>
  )
