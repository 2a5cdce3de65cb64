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
  const names = imports.map(({ module, name }) => `${module}.${name}`)
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
