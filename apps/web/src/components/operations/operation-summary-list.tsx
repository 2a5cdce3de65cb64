import type { OperationView } from '@grantry/contract'
import { Badge } from '../ui/badge.tsx'
import { CodeBlock } from '../ui/code.tsx'

/** What an extension offers, with the shapes of input and output for those who want to know. */
export const OperationSummaryList = ({ operations }: { operations: readonly OperationView[] }) => (
  <ul className="sheet divide-y divide-line">
    {operations.map((operation) => (
      <li key={operation.name} className="grid gap-1.5 p-4">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h3 className="font-semibold">{operation.title ?? operation.alias}</h3>
          <Badge tone={operation.type === 'action' ? 'accent' : 'neutral'}>
            {operation.type === 'action' ? 'Action' : 'Query'}
          </Badge>
        </div>
        {operation.description && <p className="text-ink-muted">{operation.description}</p>}
        <code className="font-mono text-xs break-all text-ink-faint">{operation.name}</code>
        <Shape label="Input" schema={operation.input} />
        <Shape label="Output" schema={operation.output} />
      </li>
    ))}
  </ul>
)

function Shape({ label, schema }: { label: string; schema: OperationView['input'] }) {
  if (schema === null) return null
  return (
    <details className="group">
      <summary className="w-fit rounded-xs text-sm font-medium text-accent-text">{label} schema</summary>
      <div className="mt-2">
        <CodeBlock label={`${label} schema`} text={JSON.stringify(schema, null, 2)} className="max-h-72" />
      </div>
    </details>
  )
}
