import type { BillingInterval, Currency, Plan } from '@grantry/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { AmountFields } from '../../components/billing/amount-fields.tsx'
import { IntervalField } from '../../components/billing/interval-field.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { toast } from '../../components/ui/toast.ts'
import { billing } from '../../lib/billing.ts'
import { amountText, parseAmount } from '../../lib/money.ts'
import { fieldIssues } from '../../lib/problem.ts'
import { refreshPlans } from '../../lib/queries/billing.queries.ts'

interface PriceDialogProps {
  slug: string
  plan: Plan
  onClose: () => void
}

const FIELDS = ['amountMinor', 'currency', 'interval'] as const

/** Another price in the place of one, or in another currency. */
export function PriceDialog({ slug, plan, onClose }: PriceDialogProps) {
  const form = useId()
  const queryClient = useQueryClient()
  const present = plan.prices.find(({ state }) => state === 'offered')
  const [amount, setAmount] = useState(present ? amountText(present.amount) : '')
  const [currency, setCurrency] = useState<Currency>(present?.amount.currency ?? 'usd')
  const [interval, setInterval] = useState<BillingInterval>(present?.interval ?? 'month')
  const set = useMutation({
    mutationFn: () =>
      billing.setPrice(slug, plan.extension, plan.id, {
        amountMinor: parseAmount(amount, currency) ?? 0,
        currency,
        ...(plan.kind === 'subscription' && { interval }),
      }),
    onSuccess: async () => {
      await refreshPlans(queryClient, slug, plan.extension)
      toast(`${plan.name} has a new price`)
      onClose()
    },
  })
  const same = plan.kind === 'subscription' ? 'the same currency and interval' : 'the same currency'
  return (
    <Dialog
      title={`A price of ${plan.name}`}
      description={`A price never changes: this one takes the place of the one of ${same}, and who has bought keeps paying what they agreed to.`}
      onClose={onClose}
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} tone="primary" pending={set.isPending}>
            Set the price
          </Button>
        </>
      }
    >
      <Form id={form} names={[]} onSubmit={() => set.mutate()} className="grid gap-4">
        <AmountFields
          amount={amount}
          currency={currency}
          errors={[...fieldIssues(set.error, 'amountMinor'), ...fieldIssues(set.error, 'currency')]}
          onAmount={setAmount}
          onCurrency={setCurrency}
        />
        {plan.kind === 'subscription' && (
          <IntervalField interval={interval} errors={fieldIssues(set.error, 'interval')} onInterval={setInterval} />
        )}
        <FormProblem error={set.error} fields={FIELDS} />
      </Form>
    </Dialog>
  )
}
