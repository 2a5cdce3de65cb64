import type { Plan, Price, PurchaseSummary } from '@grantry/contract'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useId, useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { Field, Input, Select } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { toast } from '../../components/ui/toast.ts'
import { billing } from '../../lib/billing.ts'
import { formatMoney, priceText } from '../../lib/money.ts'
import { fieldIssues } from '../../lib/problem.ts'
import { plansQuery, purchasePreviewQuery } from '../../lib/queries/billing.queries.ts'
import { ChangeCost } from './change-cost.tsx'

interface SubscriptionChangeDialogProps {
  ws: string
  purchase: PurchaseSummary
  onClose: () => void
  onChanged: () => Promise<void>
}

interface Choice {
  plan: Pick<Plan, 'id' | 'name' | 'perSeat'>
  price: Price
}

/** Another plan, another interval, other seats; with what that costs, before it is done. */
export function SubscriptionChangeDialog({ ws, purchase, onClose, onChanged }: SubscriptionChangeDialogProps) {
  const form = useId()
  const plans = useQuery(plansQuery(purchase.extension))
  const choices = choicesOf(purchase, plans.data?.items ?? [])
  const [chosen, setChosen] = useState(purchase.price.id)
  const [seats, setSeats] = useState(String(purchase.seats?.bought ?? purchase.seats?.needed ?? 1))
  const { plan, price } = choices.find((choice) => choice.price.id === chosen) ?? choices[0]!
  const change = {
    ...(price.id !== purchase.price.id && { price: price.id }),
    ...(plan.perSeat && Number(seats) > 0 && Number(seats) !== purchase.seats?.bought && { seats: Number(seats) }),
  }
  const isOther = Object.keys(change).length > 0
  const asked = useDeferredValue(JSON.stringify(change))
  const cost = useQuery({
    ...purchasePreviewQuery(ws, purchase.id, asked),
    enabled: isOther,
    placeholderData: keepPreviousData,
  })
  const update = useMutation({
    mutationFn: () => billing.updatePurchase(ws, purchase.id, change),
    onSuccess: async () => {
      await onChanged()
      toast(`${purchase.extensionName} is changed`)
      onClose()
    },
  })
  // What stands there may be the cost of what was chosen before: nobody should agree to one sum and pay another.
  const isPriced = asked === JSON.stringify(change) && cost.isSuccess && !cost.isPlaceholderData
  const due = cost.data?.dueNow
  return (
    <Dialog
      title={`Change ${purchase.extensionName}`}
      onClose={onClose}
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            Leave it
          </Button>
          <Button type="submit" form={form} tone="primary" disabled={!isOther || !isPriced} pending={update.isPending}>
            {isOther && isPriced && due && due.amountMinor > 0 ? `Change, and pay ${formatMoney(due)}` : 'Change'}
          </Button>
        </>
      }
    >
      <Form id={form} names={[]} onSubmit={() => update.mutate()} className="grid gap-4">
        {choices.length > 1 && (
          <Field label="Plan" errors={fieldIssues(update.error, 'price')}>
            {(control) => (
              <Select {...control} value={price.id} onChange={({ target }) => setChosen(target.value as Price['id'])}>
                {choices.map((choice) => (
                  <option key={choice.price.id} value={choice.price.id}>
                    {choice.plan.name}, {priceText(choice.price, { perSeat: choice.plan.perSeat, meter: null })}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        {plan.perSeat && (
          <Field
            label="Seats"
            hint={`The workspace needs ${purchase.seats?.needed ?? 1} now.`}
            errors={fieldIssues(update.error ?? cost.error, 'seats')}
          >
            {(control) => (
              <Input {...control} inputMode="numeric" value={seats} onChange={({ target }) => setSeats(target.value)} />
            )}
          </Field>
        )}
        {isOther && <ChangeCost cost={cost} isPriced={isPriced} />}
        <FormProblem error={update.error} fields={['seats', 'price']} />
      </Form>
    </Dialog>
  )
}

/** What is paid now comes first; then what it can become: subscriptions in the same currency. */
function choicesOf({ plan, price }: PurchaseSummary, plans: readonly Plan[]): Choice[] {
  const others = plans
    .filter(({ kind, state }) => kind === 'subscription' && state === 'offered')
    .flatMap((offered) => offered.prices.map((one): Choice => ({ plan: offered, price: one })))
    .filter((one) => one.price.state === 'offered' && one.price.id !== price.id)
    .filter((one) => one.price.amount.currency === price.amount.currency)
  return [{ plan, price }, ...others]
}
