import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Field, Input } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { toast } from '../../components/ui/toast.ts'
import { fieldIssues } from '../../lib/problem.ts'
import { curationApi } from '../../lib/queries/curation.queries.ts'

const FIELDS = ['extension', 'until'] as const

/** Puts an extension in front, before all others. */
export function FeatureForm({ onDone }: { onDone: () => Promise<unknown> }) {
  const form = useRef<HTMLFormElement>(null)
  const feature = useMutation({
    mutationFn: ({ extension, until }: { extension: string; until: string }) =>
      curationApi.feature(extension.trim(), { until: endOfDay(until) }),
    onSuccess: async (_, { extension }) => {
      toast(`${extension.trim()} stands in front`)
      form.current?.reset()
      await onDone()
    },
  })
  return (
    <Form
      ref={form}
      names={FIELDS}
      onSubmit={(texts) => feature.mutate(texts)}
      className="sheet grid items-start gap-4 p-4 sm:grid-cols-[minmax(0,1fr)_14rem_auto]"
    >
      <Field label="Extension" hint="Its id, as in its address.">
        {(control) => <Input {...control} name="extension" required autoComplete="off" spellCheck={false} />}
      </Field>
      <Field
        label="Until"
        hint="That day included; empty: until you end it."
        errors={fieldIssues(feature.error, 'until')}
      >
        {(control) => <Input {...control} name="until" type="date" />}
      </Field>
      <Button type="submit" tone="primary" pending={feature.isPending} className="sm:mt-6.5">
        Put in front
      </Button>
      <div className="sm:col-span-3 empty:hidden">
        <FormProblem error={feature.error} fields={['until']} />
      </div>
    </Form>
  )
}

/** The last moment of a day where the admin is; null for no day. */
export const endOfDay = (day: string): string | null =>
  day === '' ? null : new Date(`${day}T23:59:59.999`).toISOString()
