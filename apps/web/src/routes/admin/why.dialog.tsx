import type { UseMutationResult } from '@tanstack/react-query'
import { useId } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { Field, TextArea } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { useFreshError } from '../../components/ui/use-fresh-error.ts'
import { fieldIssues } from '../../lib/problem.ts'

const FIELDS = ['reason'] as const

interface WhyDialogProps {
  title: string
  description: string
  hint: string
  /** The words of the button that does it. */
  confirm: string
  tone?: 'primary' | 'danger'
  decision: Pick<UseMutationResult<unknown, Error, string>, 'mutate' | 'isPending' | 'error'>
  onClose: () => void
}

/** Asks for the reason of a decision; whether one is needed the server says. */
export function WhyDialog(props: WhyDialogProps) {
  const { title, description, hint, confirm, tone = 'primary', decision, onClose } = props
  const form = useId()
  const error = useFreshError(decision.error)
  return (
    <Dialog
      title={title}
      description={description}
      onClose={onClose}
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} tone={tone} pending={decision.isPending}>
            {confirm}
          </Button>
        </>
      }
    >
      <Form
        id={form}
        names={FIELDS}
        onSubmit={({ reason }) => decision.mutate(reason.trim(), { onSuccess: onClose })}
        className="grid gap-4"
      >
        <Field label="Reason" hint={hint} errors={fieldIssues(error, 'reason')}>
          {(control) => <TextArea {...control} name="reason" rows={4} maxLength={300} />}
        </Field>
        <FormProblem error={error} fields={FIELDS} />
      </Form>
    </Dialog>
  )
}
