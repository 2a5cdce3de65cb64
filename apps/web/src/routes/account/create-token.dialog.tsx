import type { CreatedToken, Me, TokenScope } from '@grantry/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { Field, Input, Select } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { api } from '../../lib/api.ts'
import { fieldIssues } from '../../lib/problem.ts'
import { useMe } from '../../lib/me.ts'
import { tokensQuery } from '../../lib/queries/tokens.queries.ts'
import { TOKEN_SCOPES, valuesOf, WORKSPACE_TOKEN_SCOPES } from '../../lib/vocabulary.ts'

const FIELDS = ['name', 'expiresInDays'] as const
/** What nobody gets without asking for it. */
const ASKED_FOR: readonly TokenScope[] = ['export', 'review']
const LIFETIMES_DAYS = [7, 30, 90, 365]

interface CreateTokenDialogProps {
  onClose: () => void
  onCreated: (token: CreatedToken) => void
}

export function CreateTokenDialog({ onClose, onCreated }: CreateTokenDialogProps) {
  const { user, workspaces } = useMe()
  const [workspace, setWorkspace] = useState('')
  const possible: readonly TokenScope[] = valuesOf(workspace === '' ? TOKEN_SCOPES : WORKSPACE_TOKEN_SCOPES)
  const available = possible.filter((scope) => user.admin || scope !== 'review')
  const [scopes, setScopes] = useState<readonly TokenScope[]>(available.filter((scope) => !ASKED_FOR.includes(scope)))
  const form = useId()
  const create = useCreateToken({ workspace, scopes, onCreated })
  return (
    <Dialog
      title="New token"
      description="For the command line or another tool."
      onClose={onClose}
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} tone="primary" pending={create.isPending}>
            Make the token
          </Button>
        </>
      }
    >
      <Form
        id={form}
        names={FIELDS}
        onSubmit={({ name, expiresInDays }) => create.mutate({ name, expiresInDays: Number(expiresInDays) })}
        className="grid gap-4"
      >
        <Field label="Name" hint="What uses it." errors={fieldIssues(create.error, 'name')}>
          {(control) => <Input {...control} name="name" autoComplete="off" maxLength={80} placeholder="Laptop" />}
        </Field>
        <Field label="Ends after" errors={fieldIssues(create.error, 'expiresInDays')}>
          {(control) => (
            <Select {...control} name="expiresInDays" defaultValue={90}>
              {LIFETIMES_DAYS.map((days) => (
                <option key={days} value={days}>
                  {days} days
                </option>
              ))}
            </Select>
          )}
        </Field>
        <WorkspaceChoice workspaces={workspaces} chosen={workspace} onChange={setWorkspace} />
        <ScopeChoice available={available} scopes={scopes} onChange={setScopes} />
        <FormProblem error={create.error} fields={FIELDS} />
      </Form>
    </Dialog>
  )
}

interface Wish {
  /** Id of the one workspace that it opens; empty: everything. */
  workspace: string
  scopes: readonly TokenScope[]
  onCreated: (token: CreatedToken) => void
}

function useCreateToken({ workspace, scopes, onCreated }: Wish) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (named: { name: string; expiresInDays: number }) =>
      workspace === ''
        ? api.auth.createToken({ ...named, scopes: [...scopes] })
        : api.workspaces.createToken(workspace, {
            ...named,
            scopes: valuesOf(WORKSPACE_TOKEN_SCOPES).filter((scope) => scopes.includes(scope)),
          }),
    onSuccess: async (token) => {
      // The pages of a workspace name it by its slug or its id.
      const lists = [tokensQuery.queryKey, ['workspaces']]
      await Promise.all(lists.map((queryKey) => queryClient.invalidateQueries({ queryKey })))
      onCreated(token)
    },
  })
}

interface WorkspaceChoiceProps {
  workspaces: Me['workspaces']
  chosen: string
  onChange: (workspace: string) => void
}

function WorkspaceChoice({ workspaces, chosen, onChange }: WorkspaceChoiceProps) {
  if (workspaces.length === 0) return null
  return (
    <Field label="Opens" hint="A token for one workspace acts there and nowhere else.">
      {(control) => (
        <Select {...control} value={chosen} onChange={({ target }) => onChange(target.value)}>
          <option value="">Everything you have</option>
          {workspaces.map(({ id, name }) => (
            <option key={id} value={id}>
              Only the workspace {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}

interface ScopeChoiceProps {
  available: readonly TokenScope[]
  scopes: readonly TokenScope[]
  onChange: (scopes: TokenScope[]) => void
}

const ScopeChoice = ({ available, scopes, onChange }: ScopeChoiceProps) => (
  <fieldset className="grid gap-2">
    <legend className="mb-1.5 text-sm font-medium">It may</legend>
    {available.map((scope) => (
      <label key={scope} className="flex w-fit items-center gap-2">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={scopes.includes(scope)}
          onChange={({ target: { checked } }) =>
            onChange(available.filter((other) => (other === scope ? checked : scopes.includes(other))))
          }
        />
        {TOKEN_SCOPES[scope]}
        <code className="font-mono text-xs text-ink-faint">{scope}</code>
      </label>
    ))}
  </fieldset>
)
