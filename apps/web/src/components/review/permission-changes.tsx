import type { PermissionChange } from '@grantry/contract'
import { PermissionRow } from '../permissions/permission-list.tsx'
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
          <Scope scope={permission.scope} />
          {before && change !== 'unchanged' && change !== 'removed' && (
            <p className="text-sm text-ink-muted">
              Before: <span className="line-through">{before.sentence}.</span>
              {before.reason !== permission.reason && <> With the reason “{before.reason}”.</>}
            </p>
          )}
        </PermissionRow>
      ))}
    </ul>
  )
}

const Scope = ({ scope }: { scope: PermissionChange['permission']['scope'] }) =>
  Object.keys(scope).length === 0 ? null : (
    <code className="font-mono text-xs break-all text-ink-faint">{JSON.stringify(scope)}</code>
  )
