import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { Field, Input } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { toast } from '../../components/ui/toast.ts'
import { fieldIssues } from '../../lib/problem.ts'
import { accountApi, accountQuery } from '../../lib/queries/account.queries.ts'

const FIELDS = ['email', 'password'] as const

export function ChangeEmailDialog({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient()
  const form = useId()
  const change = useMutation({
    mutationFn: accountApi.changeEmail,
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: accountQuery.queryKey })
      toast('A link was sent to the new address')
      onClose()
    },
  })
  return (
    <Dialog
      title="Change the address"
      description="A link goes to the new address. Your account has it once the link is used, and the old one is told."
      onClose={onClose}
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} tone="primary" pending={change.isPending}>
            Send the link
          </Button>
        </>
      }
    >
      <Form id={form} names={FIELDS} onSubmit={(input) => change.mutate(input)} className="grid gap-4">
        <Field label="New e-mail" errors={fieldIssues(change.error, 'email')}>
          {(control) => <Input {...control} name="email" type="email" autoComplete="email" required />}
        </Field>
        <Field label="Present password" errors={fieldIssues(change.error, 'password')}>
          {(control) => <Input {...control} name="password" type="password" autoComplete="current-password" required />}
        </Field>
        <FormProblem error={change.error} fields={FIELDS} />
      </Form>
    </Dialog>
  )
}
