import type { DisputeDetail } from '@grantry/contract'
import { DISPUTE_TEXTS, type DisputeText } from '@grantry/contract/dispute-words'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Field, Input, TextArea } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { toast } from '../../components/ui/toast.ts'
import { adminBilling } from '../../lib/earnings.ts'
import { fieldIssues } from '../../lib/problem.ts'
import { disputeQuery } from '../../lib/queries/earnings.queries.ts'
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
  const queryClient = useQueryClient()
  const inputs = useRef(0)
  /** The words from which those in the form were made. */
  const [before, setBefore] = useState(answer.texts)
  const save = useMutation({
    mutationKey: draftKey(id),
    mutationFn: (texts: Record<DisputeText, string>) =>
      adminBilling.saveDisputeAnswer(id, { texts, seen: answer.savedAt }),
    onMutate: () => {
      onUnkept(true)
      return { inputs: inputs.current }
    },
    onSuccess: async (dispute, _texts, sent) => {
      setBefore(dispute.answer.texts)
      await refresh(dispute)
      if (sent.inputs === inputs.current) onUnkept(false)
      toast('The draft is kept')
    },
    onError: () => queryClient.invalidateQueries({ queryKey: disputeQuery(id).queryKey }),
  })
  const others = save.isPending ? [] : NAMES.filter((name) => before[name] !== answer.texts[name])
  // Another admin may have kept other words: the form shows those that would go to the bank.
  useEffect(() => {
    if (isUnkept) return
    form.current?.reset()
    setBefore(answer.texts)
  }, [answer.texts, isUnkept])
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
      {others.length === 0 ? (
        <FormProblem error={save.error} fields={['texts']} />
      ) : (
        <Notice tone="error" title="Somebody else has kept other words meanwhile">
          <p>They have changed: {others.map((name) => DISPUTE_TEXTS[name]).join(', ')}.</p>
        </Notice>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        {others.length > 0 && <Button onClick={() => onUnkept(false)}>Show theirs</Button>}
        <Button type="submit" tone="primary" pending={save.isPending}>
          {others.length > 0 ? 'Keep mine in their place' : 'Keep the draft'}
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
