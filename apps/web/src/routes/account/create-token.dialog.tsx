import type { CreatedToken, TokenScope } from '@grantry/contract'
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
import { TOKEN_SCOPES, valuesOf } from '../../lib/vocabulary.ts'

const FIELDS = ['name', 'expiresInDays'] as const
/** What nobody gets without asking for it. */
const ASKED_FOR: readonly TokenScope[] = ['export', 'review']
const LIFETIMES_DAYS = [7, 30, 90, 365]

interface CreateTokenDialogProps {
  onClose: () => void
  onCreated: (token: CreatedToken) => void
}

export function CreateTokenDialog({ onClose, onCreated }: CreateTokenDialogProps) {
  const { user } = useMe()
  const available = valuesOf(TOKEN_SCOPES).filter((scope) => user.admin || scope !== 'review')
  const [scopes, setScopes] = useState<readonly TokenScope[]>(available.filter((scope) => !ASKED_FOR.includes(scope)))
  const queryClient = useQueryClient()
  const form = useId()
  const create = useMutation({
    mutationFn: api.auth.createToken,
    onSuccess: async (token) => {
      await queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey })
      onCreated(token)
    },
  })
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
        onSubmit={({ name, expiresInDays }) =>
          create.mutate({ name, scopes: [...scopes], expiresInDays: Number(expiresInDays) })
        }
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
        <ScopeChoice available={available} scopes={scopes} onChange={setScopes} />
        <FormProblem error={create.error} fields={FIELDS} />
      </Form>
    </Dialog>
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
