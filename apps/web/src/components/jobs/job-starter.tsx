import type { Job, JobType } from '@grantry/contract'
import { useMutation } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { useState } from 'react'
import { dispatchCode, dispatchCommand, dispatchRequest } from '../../lib/call-recipes.ts'
import { canUse, useWorkspace } from '../../lib/workspace.ts'
import { CallProblem, issuesAt } from '../operations/call-problem.tsx'
import { initialValue } from '../schema-form/schema-field.model.ts'
import { SchemaForm } from '../schema-form/schema-form.tsx'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'

interface JobStarterProps {
  type: JobType
  workspace: string
  start: (params: unknown) => Promise<Job>
}

/** One job that can be started: a form of its parameters, and the same as a command or a request. */
export function JobStarter({ type, workspace, start }: JobStarterProps) {
  const [params, setParams] = useState<unknown>(() => (type.params ? initialValue(type.params) : {}))
  const starting = useMutation({ mutationFn: () => start(params) })
  const mayStart = canUse(useWorkspace(workspace))
  const recipe = { jobType: type.jobType, workspace, params }
  return (
    <div className="grid gap-5">
      {type.description !== null && <p>{type.description}</p>}
      <p className="text-ink-muted">
        {type.resumable
          ? 'It runs in the background, saves its state as it goes, and goes on from there after an interruption.'
          : 'It runs in the background. After an interruption it starts from the beginning.'}
      </p>
      <SchemaForm
        schema={type.params}
        value={params}
        issues={(path) => issuesAt(starting.error, `$.params${path.slice(1)}`)}
        onChange={setParams}
        onSubmit={() => {
          if (mayStart) starting.mutate()
        }}
        actions={
          mayStart ? (
            <Button type="submit" tone="primary" pending={starting.isPending}>
              {!starting.isPending && <Play aria-hidden="true" />}
              Start the job
            </Button>
          ) : (
            <p className="text-sm text-ink-muted">You are a viewer here: members start jobs.</p>
          )
        }
      />
      <div aria-live="polite">{starting.error && <CallProblem error={starting.error} />}</div>
      <div className="flex flex-wrap gap-2 border-t border-line pt-4">
        <CopyButton label="Copy as command" text={dispatchCommand(recipe)} />
        <CopyButton label="Copy as HTTP" text={dispatchRequest(recipe, location.origin)} />
        <CopyButton label="Copy as code" text={dispatchCode(recipe, location.origin)} />
      </div>
    </div>
  )
}
