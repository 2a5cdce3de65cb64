import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from '../../components/ui/button.tsx'
import { Field, Input } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Page } from '../../components/ui/page.tsx'
import { fieldIssues } from '../../lib/problem.ts'
import { accountApi } from '../../lib/queries/account.queries.ts'

const FIELDS = ['email'] as const

export function ForgotPasswordPage() {
  const request = useMutation({ mutationFn: accountApi.requestPasswordReset })
  return (
    <Page title="Forgot your password" lead="A link to set a new one comes to you by mail." width="form">
      {request.isSuccess ? (
        <Notice tone="info" title="Look into your mails">
          If {request.variables.email} is the address of an account, a link is on its way. It works once, for an hour.
        </Notice>
      ) : (
        <Form names={FIELDS} onSubmit={(input) => request.mutate(input)} className="sheet grid gap-4 p-5">
          <Field label="E-mail" errors={fieldIssues(request.error, 'email')}>
            {(control) => <Input {...control} name="email" type="email" autoComplete="username" required />}
          </Field>
          <FormProblem error={request.error} fields={FIELDS} />
          <Button type="submit" tone="primary" pending={request.isPending}>
            Send the link
          </Button>
        </Form>
      )}
      <p className="mt-5 text-ink-muted">
        It came back to you?{' '}
        <Link to="/sign-in" className="link font-medium">
          Sign in
        </Link>
      </p>
    </Page>
  )
}
