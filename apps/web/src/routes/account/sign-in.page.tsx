import { useMutation } from '@tanstack/react-query'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { Button } from '../../components/ui/button.tsx'
import { Field, Input } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { Page } from '../../components/ui/page.tsx'
import { fieldIssues } from '../../lib/problem.ts'
import { safeNext, signIn } from '../../lib/session.ts'
import { ProviderLinks } from './provider-links.tsx'

const route = getRouteApi('/sign-in')
const FIELDS = ['email', 'password'] as const

export function SignInPage() {
  const { next } = route.useSearch()
  const router = useRouter()
  const attempt = useMutation({ mutationFn: signIn, onSuccess: () => router.history.push(safeNext(next)) })
  return (
    <Page title="Sign in" width="form">
      <Form names={FIELDS} onSubmit={(credentials) => attempt.mutate(credentials)} className="sheet grid gap-4 p-5">
        <Field label="E-mail" errors={fieldIssues(attempt.error, 'email')}>
          {(control) => <Input {...control} name="email" type="email" autoComplete="username" required />}
        </Field>
        <Field label="Password" errors={fieldIssues(attempt.error, 'password')}>
          {(control) => <Input {...control} name="password" type="password" autoComplete="current-password" required />}
        </Field>
        <Link to="/account/{-$part}" params={{ part: 'forgot-password' }} className="link w-fit text-sm">
          Forgot your password?
        </Link>
        <FormProblem error={attempt.error} fields={FIELDS} />
        <Button type="submit" tone="primary" pending={attempt.isPending}>
          Sign in
        </Button>
      </Form>
      <p className="mt-5 text-ink-muted">
        New here?{' '}
        <Link to="/sign-up" search={{ next }} className="link font-medium">
          Make an account
        </Link>
      </p>
      <ProviderLinks next={next} />
    </Page>
  )
}
