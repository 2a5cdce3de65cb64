import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { Field, Select, TextArea } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { useFreshError } from '../../components/ui/use-fresh-error.ts'
import { fieldIssues } from '../../lib/problem.ts'
import { reviewReasonsQuery } from '../../lib/queries/reviews.queries.ts'
import type { DecisionMutation } from './decision-panel.tsx'

const FIELDS = ['reason'] as const

interface ReasonDialogProps {
  title: string
  /** What it will mean, before one confirms. */
  lead?: string
  hint: string
  confirm: string
  decision: DecisionMutation
  onClose: () => void
}

/** Asks for the reason of a decision that somebody will have to live with. */
export function ReasonDialog({ title, lead, hint, confirm, decision, onClose }: ReasonDialogProps) {
  const form = useId()
  const error = useFreshError(decision.error)
  const [reason, setReason] = useState('')
  const reasons = useQuery(reviewReasonsQuery).data?.items ?? []
  return (
    <Dialog
      title={title}
      description={lead}
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
        <Field label="Reason" hint={hint} errors={fieldIssues(error, 'reason')}>
          {(control) => (
            <TextArea
              {...control}
              name="reason"
              rows={5}
              maxLength={2000}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          )}
        </Field>
        {reasons.length > 0 && (
          <Field label="Words to begin with" hint="They take the place of what stands above.">
            {(control) => (
              <Select {...control} value="" onChange={({ target }) => setReason(target.value)}>
                <option value="">Choose …</option>
                {reasons.map(({ title, text, uses }) => (
                  <option key={text} value={text}>
                    {title ?? excerpt(text)}
                    {uses > 1 && ` (used ${uses} times)`}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        <FormProblem error={error} fields={FIELDS} />
      </Form>
    </Dialog>
  )
}

const excerpt = (text: string): string => (text.length <= 60 ? text : `${text.slice(0, 59)}…`)
