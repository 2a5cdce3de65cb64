import type { PurchaseSummary } from '@grantry/contract'
import { useMutation } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { Field, Input } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { toast } from '../../components/ui/toast.ts'
import { billing } from '../../lib/billing.ts'
import { amountText, parseAmount } from '../../lib/money.ts'
import { fieldIssues } from '../../lib/problem.ts'

interface PurchaseChangeDialogProps {
  ws: string
  purchase: PurchaseSummary
  onClose: () => void
  onChanged: () => Promise<void>
}

const FIELDS = ['value'] as const

/** Other seats, or another cap. */
export function PurchaseChangeDialog({ ws, purchase, onClose, onChanged }: PurchaseChangeDialogProps) {
  const { plan, seats, cap, price } = purchase
  const form = useId()
  const [text, setText] = useState(plan.perSeat ? String(seats?.bought ?? 1) : cap === null ? '' : amountText(cap))
  const value = plan.perSeat ? Number(text) : parseAmount(text, price.amount.currency)
  const change = useMutation({
    mutationFn: () =>
      billing.updatePurchase(ws, purchase.id, plan.perSeat ? { seats: value ?? 0 } : { capMinor: value ?? 0 }),
    onSuccess: async () => {
      await onChanged()
      toast(plan.perSeat ? 'The seats are changed' : 'The cap is changed')
      onClose()
    },
  })
  return (
    <Dialog
      title={plan.perSeat ? `Seats of ${purchase.extensionName}` : `Cap of ${purchase.extensionName}`}
      onClose={onClose}
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} tone="primary" pending={change.isPending}>
            Change
          </Button>
        </>
      }
    >
      <Form id={form} names={FIELDS} onSubmit={() => change.mutate()} className="grid gap-4">
        <Field
          label={plan.perSeat ? 'Seats' : `At most a month, in ${price.amount.currency.toUpperCase()}`}
          hint={
            plan.perSeat
              ? `${seats?.needed ?? 0} are needed now. What you pay follows with the next invoice.`
              : 'Calls that would cost more than this are refused.'
          }
          errors={[...fieldIssues(change.error, 'seats'), ...fieldIssues(change.error, 'capMinor')]}
        >
          {(control) => (
            <Input
              {...control}
              name="value"
              inputMode={plan.perSeat ? 'numeric' : 'decimal'}
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
          )}
        </Field>
        <FormProblem error={change.error} fields={['seats', 'capMinor']} />
      </Form>
    </Dialog>
  )
}
