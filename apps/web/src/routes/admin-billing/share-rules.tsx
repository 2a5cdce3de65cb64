import type { SetShareRule, ShareRule } from '@grantry/contract'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { Field, Input } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form, type FormTexts } from '../../components/ui/form.tsx'
import { LaterProblem } from '../../components/ui/later-problem.tsx'
import { Section } from '../../components/ui/page.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { Loading, SkeletonRows } from '../../components/ui/skeleton.tsx'
import { toast } from '../../components/ui/toast.ts'
import { adminBilling } from '../../lib/earnings.ts'
import { formatInstant } from '../../lib/format.ts'
import { parsePercent } from '../../lib/percent.ts'
import { fieldIssues } from '../../lib/problem.ts'
import { shareRulesQuery } from '../../lib/queries/earnings.queries.ts'

/** How new charges are shared. What was charged stays under the rule of its day. */
export function ShareRules() {
  const rules = useInfiniteQuery(shareRulesQuery)
  const [isOpen, setOpen] = useState(false)
  if (rules.isPending) {
    return (
      <Loading label="Loading share rules">
        <SkeletonRows count={3} />
      </Loading>
    )
  }
  if (rules.isLoadingError) return <ProblemPanel error={rules.error} onRetry={() => void rules.refetch()} />
  const current = rules.data.pages[0]?.current ?? []
  const history = rules.data.pages.flatMap((page) => page.history)
  return (
    <>
      <Section
        title="In force"
        aside={
          <Button size="small" onClick={() => setOpen(true)}>
            Change the share…
          </Button>
        }
      >
        <RuleList label="Rules in force" rules={current} />
      </Section>
      <Section title="History">
        <RuleList label="History of rules" rules={history} />
        <LaterProblem list={rules} />
        {rules.hasNextPage && (
          <div className="mt-4 flex justify-center">
            <Button pending={rules.isFetchingNextPage} onClick={() => void rules.fetchNextPage()}>
              Show more
            </Button>
          </div>
        )}
      </Section>
      {isOpen && <ShareRuleDialog onClose={() => setOpen(false)} />}
    </>
  )
}

/** The rule that comes with the server has held since before there was anything to share. */
const sinceText = (effectiveFrom: string): string =>
  Date.parse(effectiveFrom) === 0 ? 'since the beginning' : `since ${formatInstant(effectiveFrom)}`

const RuleList = ({ label, rules }: { label: string; rules: readonly ShareRule[] }) => (
  <ul aria-label={label} className="sheet divide-y divide-line">
    {rules.map(({ version, publisher, publisherBasisPoints, effectiveFrom, reason }) => (
      <li key={`${publisher} ${version}`} className="flex flex-wrap items-baseline gap-x-5 gap-y-1 px-4 py-3">
        <span className="w-48 font-semibold">{publisher ?? 'All publishers'}</span>
        <span className="w-44 tabular-nums">
          {publisherBasisPoints === null ? 'as all others' : `${publisherBasisPoints / 100} % to the publisher`}
        </span>
        <span className="min-w-40 flex-1 text-ink-muted">{reason}</span>
        <span className="text-sm text-ink-muted tabular-nums">{sinceText(effectiveFrom)}</span>
      </li>
    ))}
  </ul>
)

const NAMES = ['publisher', 'percent', 'reason'] as const
type Texts = FormTexts<(typeof NAMES)[number]>
const FIELDS = ['publisher', 'publisherBasisPoints', 'reason'] as const

/** An empty field sends the publisher back to the rule for all. */
function toRule({ publisher, reason }: Texts, publisherBasisPoints: number | null): SetShareRule {
  return { publisher: publisher.trim() === '' ? null : publisher.trim(), publisherBasisPoints, reason }
}

function ShareRuleDialog({ onClose }: { onClose: () => void }) {
  const form = useId()
  const queryClient = useQueryClient()
  const [isOdd, setOdd] = useState(false)
  const set = useMutation({
    mutationFn: adminBilling.setShareRule,
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: shareRulesQuery.queryKey })
      toast('The share is changed for new charges')
      onClose()
    },
  })
  const submit = (texts: Texts) => {
    const share = texts.percent.trim() === '' ? null : parsePercent(texts.percent)
    // Sent as nothing, what cannot be read would send the publisher back to the rule for all.
    setOdd(share === 'unreadable')
    if (share !== 'unreadable') set.mutate(toRule(texts, share))
  }
  return (
    <Dialog
      title="Change the share"
      description="It holds for charges from now on. What has been charged stays under the rule it was made under."
      onClose={onClose}
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} tone="primary" pending={set.isPending}>
            Change the share
          </Button>
        </>
      }
    >
      <Form id={form} names={NAMES} onSubmit={submit} className="grid gap-4">
        <Field
          label="Publisher (optional)"
          hint="Its address, such as acme-labs. Left empty: the rule for all."
          errors={fieldIssues(set.error, 'publisher')}
        >
          {(control) => (
            <Input {...control} name="publisher" autoComplete="off" spellCheck={false} className="font-mono" />
          )}
        </Field>
        <Field
          label="Percent to the publisher"
          hint="Left empty for a publisher: back to the rule for all."
          errors={[
            ...(isOdd ? ['A percentage looks like 70 or 72.5'] : []),
            ...fieldIssues(set.error, 'publisherBasisPoints'),
          ]}
        >
          {(control) => <Input {...control} name="percent" inputMode="decimal" placeholder="70" />}
        </Field>
        <Field label="Reason" hint="Kept with the rule." errors={fieldIssues(set.error, 'reason')}>
          {(control) => <Input {...control} name="reason" maxLength={500} />}
        </Field>
        <FormProblem error={set.error} fields={FIELDS} />
      </Form>
    </Dialog>
  )
}
