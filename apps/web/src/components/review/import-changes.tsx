import type { Inspection, ReviewDetail } from '@grantry/contract'
import { ChangeMark } from './change-mark.tsx'

interface ImportChangesProps {
  imports: Inspection['imports']
  changes: ReviewDetail['importChanges']
  comparedWith: string | null
}

/** Host functions the module binds to, with what came and what went since the last approved version. */
export function ImportChanges({ imports, changes, comparedWith }: ImportChangesProps) {
  if (imports.length === 0 && changes.removed.length === 0) {
    return <p className="sheet p-4">It imports nothing from the host.</p>
  }
  const names = imports.map(({ module, name, type }) => `${module}.${name} ${type}`)
  return (
    <ul className="sheet divide-y divide-line">
      {names.map((name) => (
        <li key={name} className="flex flex-wrap items-center justify-between gap-3 px-4 py-2.5">
          <code className="font-mono text-sm break-all">{name}</code>
          {comparedWith !== null && <ChangeMark change={changes.added.includes(name) ? 'added' : 'unchanged'} />}
        </li>
      ))}
      {changes.removed.map((name) => (
        <li key={name} className="flex flex-wrap items-center justify-between gap-3 px-4 py-2.5">
          <code className="font-mono text-sm break-all text-ink-muted line-through">{name}</code>
          <ChangeMark change="removed" />
        </li>
      ))}
    </ul>
  )
}

interface NameChangesProps {
  title: string
  changes: ReviewDetail['importChanges']
}

/** Names that came and went. */
export const NameChanges = ({ title, changes: { added, removed } }: NameChangesProps) => (
  <div className="grid gap-1.5">
    <p className="text-sm font-medium">{title}</p>
    {added.length + removed.length === 0 ? (
      <p className="text-sm text-ink-muted">The same in both versions.</p>
    ) : (
      <ul className="grid gap-1.5">
        {added.map((name) => (
          <ChangedName key={name} name={name} change="added" />
        ))}
        {removed.map((name) => (
          <ChangedName key={name} name={name} change="removed" />
        ))}
      </ul>
    )}
  </div>
)

const ChangedName = ({ name, change }: { name: string; change: 'added' | 'removed' }) => (
  <li className="flex flex-wrap items-center justify-between gap-3">
    <code className="font-mono text-sm break-all">{name}</code>
    <ChangeMark change={change} />
  </li>
)
