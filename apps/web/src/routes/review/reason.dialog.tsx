import { useId } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { Field, TextArea } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { fieldIssues } from '../../lib/problem.ts'
import type { DecisionMutation } from './decision-panel.tsx'

const FIELDS = ['reason'] as const

interface ReasonDialogProps {
  title: string
  hint: string
  confirm: string
  decision: DecisionMutation
  onClose: () => void
}

/** Asks for the reason of a decision that somebody will have to live with. */
export function ReasonDialog({ title, hint, confirm, decision, onClose }: ReasonDialogProps) {
  const form = useId()
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} tone="danger" pending={decision.isPending}>
            {confirm}
          </Button>
        </>
      }
    >
      <Form
        id={form}
        names={FIELDS}
        onSubmit={({ reason }) => decision.mutate(reason, { onSuccess: onClose })}
        className="grid gap-4"
      >
        <Field label="Reason" hint={hint} errors={fieldIssues(decision.error, 'reason')}>
          {(control) => <TextArea {...control} name="reason" rows={5} maxLength={2000} />}
        </Field>
        <FormProblem error={decision.error} fields={FIELDS} />
      </Form>
    </Dialog>
  )
}
