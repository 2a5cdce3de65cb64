import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { Field, Input } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { api } from '../../lib/api.ts'
import { slugFrom } from '../../lib/format.ts'
import { fieldIssues } from '../../lib/problem.ts'
import { refreshMe } from '../../lib/session.ts'

const FIELDS = ['name', 'slug'] as const

export function CreatePublisherDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate()
  const form = useId()
  const [name, setName] = useState('')
  // Follows the name until somebody writes one of their own.
  const [ownSlug, setOwnSlug] = useState<string | null>(null)
  const create = useMutation({
    mutationFn: api.publishers.create,
    onSuccess: async ({ slug }) => {
      await refreshMe()
      await navigate({ to: '/studio/$slug', params: { slug } })
    },
  })
  return (
    <Dialog
      title="New publisher"
      onClose={onClose}
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} tone="primary" pending={create.isPending}>
            Make the publisher
          </Button>
        </>
      }
    >
      <Form id={form} names={FIELDS} onSubmit={(publisher) => create.mutate(publisher)} className="grid gap-4">
        <Field label="Name" hint="As it stands in the store." errors={fieldIssues(create.error, 'name')}>
          {(control) => (
            <Input
              {...control}
              name="name"
              maxLength={60}
              autoComplete="organization"
              placeholder="Acme Labs"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field
          label="Address"
          hint="In links, for good. Lower-case letters, digits, hyphens."
          errors={fieldIssues(create.error, 'slug')}
        >
          {(control) => (
            <Input
              {...control}
              name="slug"
              maxLength={40}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
              value={ownSlug ?? slugFrom(name)}
              onChange={(event) => setOwnSlug(event.target.value)}
            />
          )}
        </Field>
        <FormProblem error={create.error} fields={FIELDS} />
      </Form>
    </Dialog>
  )
}
