import type { Charge } from '@grantry/contract'
import { useId, useState } from 'react'
import { amountText, formatMoney, parseAmount } from '../../lib/money.ts'
import { fieldIssues } from '../../lib/problem.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Input } from '../ui/field.tsx'
import { FormProblem } from '../ui/form-problem.tsx'
import { Form } from '../ui/form.tsx'
import { type Refunding, useRefund } from './use-refund.ts'

interface RefundDialogProps extends Refunding {
  charge: Charge
  onClose: () => void
}

const NAMES = ['reason'] as const
const FIELDS = ['amountMinor', 'reason'] as const

/** Gives money back, in whole or in part. */
export function RefundDialog({ charge, onClose, ...refunding }: RefundDialogProps) {
  const form = useId()
  // As it stood for whoever decides: when it is less by the time of another attempt, the first one has come through.
  const [refundable] = useState(charge.refundable)
  const [text, setText] = useState(() => amountText(refundable))
  const amountMinor = parseAmount(text, refundable.currency)
  const isWhole = amountMinor === refundable.amountMinor
  const give = useRefund(refunding)
  return (
    <Dialog
      title="Refund"
      description={`${formatMoney(refundable)} can be given back. The publisher and the platform each bear their share of it.`}
      onClose={onClose}
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} tone="danger" pending={give.isPending}>
            {amountMinor === null ? 'Refund' : `Refund ${formatMoney({ ...refundable, amountMinor })}`}
          </Button>
        </>
      }
    >
      <Form
        id={form}
        names={NAMES}
        onSubmit={({ reason }) =>
          give.mutate(
            { reason, amountMinor: amountMinor ?? 0, refundableMinor: refundable.amountMinor },
            { onSuccess: onClose },
          )
        }
        className="grid gap-4"
      >
        <Field
          label={`Amount in ${refundable.currency.toUpperCase()}`}
          hint={
            isWhole
              ? 'All of it: if it paid for the present period, or for good, the buyer loses the extension, and a subscription ends.'
              : 'A part of it: the buyer keeps the extension.'
          }
          errors={
            text.trim() !== '' && amountMinor === null
              ? [`An amount looks like ${amountText(refundable)}`]
              : fieldIssues(give.error, 'amountMinor')
          }
        >
          {(control) => (
            <Input {...control} inputMode="decimal" value={text} onChange={({ target }) => setText(target.value)} />
          )}
        </Field>
        <Field label="Reason" hint="Kept with the refund." errors={fieldIssues(give.error, 'reason')}>
          {(control) => <Input {...control} name="reason" maxLength={500} />}
        </Field>
        <FormProblem error={give.error} fields={FIELDS} />
      </Form>
    </Dialog>
  )
}
