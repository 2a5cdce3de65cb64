import { useMutation } from '@tanstack/react-query'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { Button } from '../../components/ui/button.tsx'
import { Field, Input } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { Page } from '../../components/ui/page.tsx'
import { fieldIssues } from '../../lib/problem.ts'
import { safeNext, signUp } from '../../lib/session.ts'
import { ProviderLinks } from './provider-links.tsx'

const route = getRouteApi('/sign-up')
const FIELDS = ['name', 'email', 'password'] as const

export function SignUpPage() {
  const { next } = route.useSearch()
  const router = useRouter()
  const attempt = useMutation({ mutationFn: signUp, onSuccess: () => router.history.push(safeNext(next)) })
  return (
    <Page title="Make an account" lead="One account installs, publishes and reviews." width="form">
      <Form names={FIELDS} onSubmit={(account) => attempt.mutate(account)} className="sheet grid gap-4 p-5">
        <Field label="Name" hint="As others see it." errors={fieldIssues(attempt.error, 'name')}>
          {(control) => <Input {...control} name="name" autoComplete="name" maxLength={80} required />}
        </Field>
        <Field label="E-mail" errors={fieldIssues(attempt.error, 'email')}>
          {(control) => <Input {...control} name="email" type="email" autoComplete="username" required />}
        </Field>
        <Field
          label="Password"
          hint="At least 8 characters. A long sentence is better than a short riddle."
          errors={fieldIssues(attempt.error, 'password')}
        >
          {(control) => <Input {...control} name="password" type="password" autoComplete="new-password" required />}
        </Field>
        <FormProblem error={attempt.error} fields={FIELDS} />
        <Button type="submit" tone="primary" pending={attempt.isPending}>
          Make the account
        </Button>
      </Form>
      <p className="mt-5 text-ink-muted">
        You have one?{' '}
        <Link to="/sign-in" search={{ next }} className="link font-medium">
          Sign in
        </Link>
      </p>
      <ProviderLinks next={next} />
    </Page>
  )
}
