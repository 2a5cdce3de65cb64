import type { BillingInterval, CreatePlan, Currency, PlanKind } from '@grantry/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { AmountFields } from '../../components/billing/amount-fields.tsx'
import { IntervalField } from '../../components/billing/interval-field.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { Field, Input, Select, TextArea } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { Options } from '../../components/ui/options.tsx'
import { toast } from '../../components/ui/toast.ts'
import { billing } from '../../lib/billing.ts'
import { parseAmount } from '../../lib/money.ts'
import { fieldIssues } from '../../lib/problem.ts'
import { refreshPlans } from '../../lib/queries/billing.queries.ts'
import { METERS, PLAN_KINDS } from '../../lib/money-words.ts'

interface PlanDialogProps {
  slug: string
  extension: string
  onClose: () => void
}

const FIELDS = ['name', 'description', 'kind', 'prices', 'trialDays', 'meter', 'perSeat'] as const
const NAMES = ['name', 'description', 'trialDays', 'units'] as const

/** A plan with its first price. What it is for cannot be changed afterwards; its price can be replaced. */
export function PlanDialog({ slug, extension, onClose }: PlanDialogProps) {
  const form = useId()
  const queryClient = useQueryClient()
  const [kind, setKind] = useState<PlanKind>('subscription')
  const [currency, setCurrency] = useState<Currency>('usd')
  const [amount, setAmount] = useState('')
  const [interval, setInterval] = useState<BillingInterval>('month')
  const [perSeat, setPerSeat] = useState(false)
  const [of, setOf] = useState<'calls' | 'fuel'>('calls')
  const create = useMutation({
    mutationFn: (texts: Record<(typeof NAMES)[number], string>) => {
      const heading = { name: texts.name, description: texts.description }
      const price = { amountMinor: parseAmount(amount, currency) ?? 0, currency }
      return billing.createPlan(slug, extension, bodyOf(kind))
      function bodyOf(wanted: PlanKind): CreatePlan {
        switch (wanted) {
          case 'free':
            return { kind: wanted, ...heading }
          case 'one_time':
            return { kind: wanted, ...heading, prices: [price] }
          case 'subscription':
            return {
              kind: wanted,
              ...heading,
              perSeat,
              trialDays: Number(texts.trialDays),
              prices: [{ ...price, interval }],
            }
          case 'metered':
            return { kind: wanted, ...heading, meter: { of, units: Number(texts.units) }, prices: [price] }
        }
      }
    },
    onSuccess: async ({ name }) => {
      await refreshPlans(queryClient, slug, extension)
      toast(`${name} is on offer`)
      onClose()
    },
  })
  return (
    <Dialog
      title="New plan"
      width="wide"
      onClose={onClose}
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} tone="primary" pending={create.isPending}>
            Offer the plan
          </Button>
        </>
      }
    >
      <Form id={form} names={NAMES} onSubmit={(texts) => create.mutate(texts)} className="grid gap-4">
        <Field label="Name" hint="As it stands in the store." errors={fieldIssues(create.error, 'name')}>
          {(control) => <Input {...control} name="name" maxLength={60} placeholder="Pro" />}
        </Field>
        <Field label="Description (optional)" errors={fieldIssues(create.error, 'description')}>
          {(control) => <TextArea {...control} name="description" rows={2} maxLength={500} />}
        </Field>
        <Field label="How it is paid" errors={fieldIssues(create.error, 'kind')}>
          {(control) => (
            <Select {...control} value={kind} onChange={({ target }) => setKind(target.value as PlanKind)}>
              <Options list={PLAN_KINDS} />
            </Select>
          )}
        </Field>
        {kind !== 'free' && (
          <AmountFields
            amount={amount}
            currency={currency}
            errors={fieldIssues(create.error, 'prices')}
            onAmount={setAmount}
            onCurrency={setCurrency}
          />
        )}
        {kind === 'subscription' && (
          <>
            <IntervalField interval={interval} onInterval={setInterval} />
            <label className="flex w-fit items-center gap-2.5">
              <input
                type="checkbox"
                checked={perSeat}
                onChange={({ target }) => setPerSeat(target.checked)}
                className="size-4 accent-accent"
              />
              The amount is for each seat
            </label>
            <Field label="Days of trial" hint="0 for none." errors={fieldIssues(create.error, 'trialDays')}>
              {(control) => <Input {...control} name="trialDays" inputMode="numeric" defaultValue="0" />}
            </Field>
          </>
        )}
        {kind === 'metered' && (
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <Field label="What is counted">
              {(control) => (
                <Select {...control} value={of} onChange={({ target }) => setOf(target.value as 'calls' | 'fuel')}>
                  <Options list={METERS} />
                </Select>
              )}
            </Field>
            <Field
              label="The amount pays for"
              hint="Each started block counts."
              errors={fieldIssues(create.error, 'meter')}
            >
              {(control) => <Input {...control} name="units" inputMode="numeric" defaultValue="1000" />}
            </Field>
          </div>
        )}
        <FormProblem error={create.error} fields={FIELDS} />
      </Form>
    </Dialog>
  )
}
