import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useId } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { Field, Input } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { api } from '../../lib/api.ts'
import { fieldIssues } from '../../lib/problem.ts'
import { workspacesQuery } from '../../lib/queries/workspaces.queries.ts'
import { refreshMe } from '../../lib/session.ts'
import { workspaceAddress } from '../../lib/workspace-address.ts'

const FIELDS = ['name'] as const

export function CreateWorkspaceDialog({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const form = useId()
  const create = useMutation({
    mutationFn: ({ name }: { name: string }) => api.workspaces.create({ name }),
    onSuccess: async (workspace) => {
      await Promise.all([queryClient.invalidateQueries({ queryKey: workspacesQuery.queryKey }), refreshMe()])
      const all = queryClient.getQueryData(workspacesQuery.queryKey)?.items ?? []
      await navigate({ to: '/workspaces/$ws', params: { ws: workspaceAddress(workspace, all) } })
    },
  })
  return (
    <Dialog
      title="New workspace"
      onClose={onClose}
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} tone="primary" pending={create.isPending}>
            Make the workspace
          </Button>
        </>
      }
    >
      <Form id={form} names={FIELDS} onSubmit={(texts) => create.mutate(texts)} className="grid gap-4">
        <Field label="Name" errors={fieldIssues(create.error, 'name')}>
          {(control) => <Input {...control} name="name" maxLength={80} autoComplete="off" placeholder="Household" />}
        </Field>
        <FormProblem error={create.error} fields={FIELDS} />
      </Form>
    </Dialog>
  )
}
