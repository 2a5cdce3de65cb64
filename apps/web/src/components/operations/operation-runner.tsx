import type { CallableOperation, OperationView } from '@grantry/contract'
import type { OperationAnswer } from '@grantry/sdk/client/page'
import { useMutation } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { useState } from 'react'
import type { PastCall } from '../../lib/call-history.ts'
import { cliRecipe, httpRecipe, sdkRecipe } from '../../lib/call-recipes.ts'
import { canUse, useWorkspace } from '../../lib/workspace.ts'
import { initialValue } from '../schema-form/schema-field.model.ts'
import { SchemaForm } from '../schema-form/schema-form.tsx'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { CallAnswer } from './call-answer.tsx'
import { CallProblem, issuesAt } from './call-problem.tsx'
import { PastCalls } from './past-calls.tsx'

interface OperationRunnerProps {
  operation: OperationView | CallableOperation
  workspace: string
  call: (method: string, input: unknown) => Promise<OperationAnswer>
  /** Its calls of this session, newest first. */
  past: readonly PastCall[]
}

/** One operation: what it does, a form of its input, and what came of calling it. */
export function OperationRunner({ operation, workspace, call, past }: OperationRunnerProps) {
  const [input, setInput] = useState<unknown>(() => (operation.input ? initialValue(operation.input) : {}))
  /** Counts the inputs that took the place of what stood in the form, which was perhaps not even readable. */
  const [reuses, setReuses] = useState(0)
  const reuse = (past: unknown) => {
    setInput(past)
    setReuses(reuses + 1)
  }
  const run = useMutation({ mutationFn: () => call(operation.name, input) })
  const isMember = canUse(useWorkspace(workspace))
  const mayRun = isMember || operation.type === 'query'
  const recipe = { operation, workspace, input }
  return (
    <div className="grid gap-5">
      <div className="grid gap-1">
        <h3 className="text-lg font-semibold">{operation.title ?? operation.alias}</h3>
        {operation.description && <p className="text-ink-muted">{operation.description}</p>}
        <code className="font-mono text-xs break-all text-ink-faint">{operation.name}</code>
      </div>
      <SchemaForm
        schema={operation.input}
        value={input}
        origin={reuses}
        issues={(path) => issuesAt(run.error, path)}
        onChange={setInput}
        onSubmit={() => {
          if (mayRun) run.mutate()
        }}
        actions={
          mayRun ? (
            <Button type="submit" tone="primary" pending={run.isPending}>
              {!run.isPending && <Play aria-hidden="true" />}
              {operation.type === 'query' ? 'Run query' : 'Run action'}
            </Button>
          ) : (
            <p className="text-sm text-ink-muted">You are a viewer here: you run queries, members run actions.</p>
          )
        }
      />
      <div aria-live="polite">
        {run.data && <CallAnswer answer={run.data} />}
        {run.error && <CallProblem error={run.error} />}
      </div>
      <div className="flex flex-wrap gap-2 border-t border-line pt-4">
        <CopyButton label="Copy as command" text={cliRecipe(recipe)} />
        <CopyButton label="Copy as HTTP" text={httpRecipe(recipe, location.origin)} />
        <CopyButton label="Copy as code" text={sdkRecipe(recipe, location.origin)} />
      </div>
      <PastCalls calls={past} onReuse={reuse} />
    </div>
  )
}
