import type { CallableOperation, OperationView } from '@grantry/contract'
import type { OperationAnswer } from '@grantry/sdk/client/page'
import { Link } from '@tanstack/react-router'
import { Search, Zap } from 'lucide-react'
import { Badge } from '../ui/badge.tsx'
import { OperationRunner } from './operation-runner.tsx'

interface OperationConsoleProps {
  operations: readonly (OperationView | CallableOperation)[]
  /** Wire name from the address; the first operation when it names none of them. */
  selected: string | undefined
  workspace: string
  call: (method: string, input: unknown) => Promise<OperationAnswer>
}

/** Operations on one side, the chosen one on the other. The choice is in the address. */
export function OperationConsole({ operations, selected, workspace, call }: OperationConsoleProps) {
  const current = operations.find(({ name }) => name === selected) ?? operations[0]
  if (!current) return null
  const groups = bySource(operations)
  return (
    <div className="grid items-start gap-5 md:grid-cols-[17rem_minmax(0,1fr)]">
      <div className="grid gap-3">
        <nav aria-label="Operations" className="sheet max-h-80 overflow-y-auto p-1.5 md:max-h-[70dvh]">
          {groups.map(([source, group]) => (
            <div key={source}>
              {groups.length > 1 && (
                <h3 className="px-2.5 pt-3 pb-1.5 text-xs font-semibold text-ink-faint">{source}</h3>
              )}
              <ul className="grid gap-0.5">
                {group.map((operation) => (
                  <li key={operation.name}>
                    <OperationLink operation={operation} current={operation === current} />
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </nav>
        <a href={`/v1/workspaces/${workspace}/openapi.json`} className="link px-2.5 text-sm">
          OpenAPI of this workspace
        </a>
      </div>
      <section aria-label={current.title ?? current.alias} className="sheet p-5">
        <OperationRunner key={current.name} operation={current} workspace={workspace} call={call} />
      </section>
    </div>
  )
}

/** `ext:name` belongs to an extension; a name of the platform has no colon. */
const sourceOf = (alias: string): string => /^(.+):/.exec(alias)?.[1] ?? 'Platform'

/** Operations of the platform and of each extension, in the order they came in. */
function bySource<O extends OperationView>(operations: readonly O[]): [source: string, group: O[]][] {
  return [...Map.groupBy(operations, ({ alias }) => sourceOf(alias))]
}

function OperationLink({ operation, current }: { operation: OperationView; current: boolean }) {
  const Icon = operation.type === 'query' ? Search : Zap
  return (
    <Link
      to="."
      search={(search) => ({ ...search, operation: operation.name })}
      aria-current={current ? 'true' : undefined}
      resetScroll={false}
      className="flex items-center gap-2.5 rounded-sm px-2.5 py-2 hover:bg-hover aria-[current]:bg-accent-soft"
    >
      <Icon aria-hidden="true" className="size-4 shrink-0 text-ink-faint" />
      <span className="grid min-w-0 flex-1">
        <span className="truncate font-medium">{operation.title ?? operation.alias}</span>
        <span className="truncate font-mono text-xs text-ink-faint">{operation.alias}</span>
      </span>
      {operation.type === 'action' && <Badge>Action</Badge>}
    </Link>
  )
}
