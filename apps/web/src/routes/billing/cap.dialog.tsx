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

interface CapDialogProps {
  ws: string
  purchase: PurchaseSummary
  onClose: () => void
  onChanged: () => Promise<void>
}

/** The most that use may cost in a month. */
export function CapDialog({ ws, purchase, onClose, onChanged }: CapDialogProps) {
  const { cap, price } = purchase
  const { currency } = price.amount
  const form = useId()
  const [text, setText] = useState(cap === null ? '' : amountText(cap))
  const capMinor = parseAmount(text, currency)
  const change = useMutation({
    mutationFn: (cap: number) => billing.updatePurchase(ws, purchase.id, { capMinor: cap }),
    onSuccess: async () => {
      await onChanged()
      toast('The cap is changed')
      onClose()
    },
  })
  return (
    <Dialog
      title={`Cap of ${purchase.extensionName}`}
      onClose={onClose}
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} tone="primary" disabled={capMinor === null} pending={change.isPending}>
            Change
          </Button>
        </>
      }
    >
      <Form id={form} names={[]} onSubmit={() => capMinor !== null && change.mutate(capMinor)} className="grid gap-4">
        <Field
          label={`At most a month, in ${currency.toUpperCase()}`}
          hint="Calls that would cost more than this are refused."
          errors={[
            ...(text.trim() !== '' && capMinor === null
              ? [`An amount looks like ${amountText({ amountMinor: 1000, currency })}`]
              : []),
            ...fieldIssues(change.error, 'capMinor'),
          ]}
        >
          {(control) => (
            <Input {...control} inputMode="decimal" value={text} onChange={({ target }) => setText(target.value)} />
          )}
        </Field>
        <FormProblem error={change.error} fields={['capMinor']} />
      </Form>
    </Dialog>
  )
}
