import type { DisputeDetail } from '@grantry/contract'
import { DISPUTE_TEXTS, type DisputeText } from '@grantry/contract/dispute-words'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Field, Input, TextArea } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { toast } from '../../components/ui/toast.ts'
import { adminBilling } from '../../lib/earnings.ts'
import { fieldIssues } from '../../lib/problem.ts'
import { draftKey, useRefreshDispute } from './use-refresh-dispute.ts'

const NAMES = Object.keys(DISPUTE_TEXTS) as DisputeText[]
/** What takes one line. */
const SHORT: readonly DisputeText[] = ['customerName', 'customerEmail', 'serviceDate']

interface DisputeTextsProps {
  dispute: DisputeDetail
  /** Something is written that the draft does not hold. */
  isUnkept: boolean
  /** Told when that changes. */
  onUnkept: (isUnkept: boolean) => void
}

/** The texts of an answer: to be written while it is a draft, to be read afterwards. */
export function DisputeTexts(props: DisputeTextsProps) {
  return props.dispute.answerable ? <TextsForm {...props} /> : <TextsRead dispute={props.dispute} />
}

function TextsForm({ dispute: { id, answer }, isUnkept, onUnkept }: DisputeTextsProps) {
  const refresh = useRefreshDispute(id)
  const form = useRef<HTMLFormElement>(null)
  const inputs = useRef(0)
  const save = useMutation({
    mutationKey: draftKey(id),
    mutationFn: (texts: Record<DisputeText, string>) => adminBilling.saveDisputeAnswer(id, { texts }),
    onMutate: () => {
      onUnkept(true)
      return { inputs: inputs.current }
    },
    onSuccess: async (dispute, _texts, sent) => {
      await refresh(dispute)
      if (sent.inputs === inputs.current) onUnkept(false)
      toast('The draft is kept')
    },
  })
  const kept = JSON.stringify(answer.texts)
  // Another admin may have kept other words: the form shows those that would go to the bank.
  useEffect(() => {
    if (!isUnkept) form.current?.reset()
  }, [kept, isUnkept])
  return (
    <Form
      ref={form}
      names={NAMES}
      onInput={() => {
        inputs.current += 1
        onUnkept(true)
      }}
      onSubmit={(texts) => save.mutate(texts)}
      className="sheet grid gap-4 p-4"
    >
      {NAMES.map((name) => (
        <Field key={name} label={DISPUTE_TEXTS[name]} errors={fieldIssues(save.error, `texts.${name}`)}>
          {(control) =>
            SHORT.includes(name) ? (
              <Input {...control} name={name} defaultValue={answer.texts[name] ?? ''} />
            ) : (
              <TextArea {...control} name={name} rows={2} defaultValue={answer.texts[name] ?? ''} />
            )
          }
        </Field>
      ))}
      <FormProblem error={save.error} fields={['texts']} />
      <div className="flex justify-end">
        <Button type="submit" tone="primary" pending={save.isPending}>
          Keep the draft
        </Button>
      </div>
    </Form>
  )
}

function TextsRead({ dispute: { answer } }: Pick<DisputeTextsProps, 'dispute'>) {
  const said = NAMES.filter((name) => answer.texts[name] !== undefined)
  if (said.length === 0) return <p className="text-ink-muted">Nothing was said.</p>
  return (
    <dl className="sheet grid gap-3 p-4">
      {said.map((name) => (
        <div key={name}>
          <dt className="text-sm text-ink-muted">{DISPUTE_TEXTS[name]}</dt>
          <dd className="break-words whitespace-pre-wrap">{answer.texts[name]}</dd>
        </div>
      ))}
    </dl>
  )
}
