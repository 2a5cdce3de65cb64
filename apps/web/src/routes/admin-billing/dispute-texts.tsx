import type { DisputeDetail } from '@grantry/contract'
import { DISPUTE_TEXTS, type DisputeText } from '@grantry/contract/dispute-words'
import { useMutation } from '@tanstack/react-query'
import { Button } from '../../components/ui/button.tsx'
import { Field, Input, TextArea } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { toast } from '../../components/ui/toast.ts'
import { adminBilling } from '../../lib/earnings.ts'
import { fieldIssues } from '../../lib/problem.ts'
import { useRefreshDispute } from './use-refresh-dispute.ts'

const NAMES = Object.keys(DISPUTE_TEXTS) as DisputeText[]
/** What takes one line. */
const SHORT: readonly DisputeText[] = ['customerName', 'customerEmail', 'serviceDate']

interface DisputeTextsProps {
  dispute: DisputeDetail
  /** Told whether something is written that the draft does not hold. */
  onUnkept: (isUnkept: boolean) => void
}

/** The texts of an answer: to be written while it is a draft, to be read afterwards. */
export function DisputeTexts({ dispute, onUnkept }: DisputeTextsProps) {
  return dispute.answerable ? <TextsForm dispute={dispute} onUnkept={onUnkept} /> : <TextsRead dispute={dispute} />
}

function TextsForm({ dispute: { id, answer }, onUnkept }: DisputeTextsProps) {
  const refresh = useRefreshDispute(id)
  const save = useMutation({
    mutationFn: (texts: Record<DisputeText, string>) => adminBilling.saveDisputeAnswer(id, { texts }),
    onMutate: () => onUnkept(false),
    onError: () => onUnkept(true),
    onSuccess: async (dispute) => {
      await refresh(dispute)
      toast('The draft is kept')
    },
  })
  return (
    <Form
      names={NAMES}
      onInput={() => onUnkept(true)}
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
