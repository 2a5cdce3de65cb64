import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button, ButtonLink } from '../../components/ui/button.tsx'
import { Field, Input } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { Page } from '../../components/ui/page.tsx'
import { toast } from '../../components/ui/toast.ts'
import { fieldIssues } from '../../lib/problem.ts'
import { accountApi } from '../../lib/queries/account.queries.ts'
import { forgetPerson } from '../../lib/session.ts'
import { useLinkSecret } from './use-link-secret.ts'

const FIELDS = ['password'] as const

/** Where the link of a mail leads. */
export function ResetPasswordPage() {
  const secret = useLinkSecret()
  return secret === '' ? <NoSecret /> : <NewPassword key={secret} secret={secret} />
}

function NewPassword({ secret }: { secret: string }) {
  const [tokens, setTokens] = useState<'keep' | 'revoke'>('revoke')
  const navigate = useNavigate()
  const reset = useMutation({
    mutationFn: accountApi.resetPassword,
    onSuccess: async () => {
      toast('Your new password is set; sign in with it')
      forgetPerson()
      await navigate({ to: '/sign-in' })
    },
  })
  return (
    <Page title="Set a new password" width="form">
      <Form
        names={FIELDS}
        onSubmit={({ password }) => reset.mutate({ secret, password, tokens })}
        className="sheet grid gap-4 p-5"
      >
        <Field
          label="New password"
          hint="At least 8 characters. A long sentence is better than a short riddle."
          errors={fieldIssues(reset.error, 'password')}
        >
          {(control) => <Input {...control} name="password" type="password" autoComplete="new-password" required />}
        </Field>
        <label className="flex items-start gap-2">
          <input
            type="checkbox"
            className="mt-1 size-4 shrink-0 accent-accent"
            checked={tokens === 'revoke'}
            onChange={({ target: { checked } }) => setTokens(checked ? 'revoke' : 'keep')}
          />
          <span>
            Revoke all tokens as well
            <span className="block text-sm text-ink-muted">
              Somebody who knew the password may have made one. Tools then sign in again; browsers do in any case.
            </span>
          </span>
        </label>
        <FormProblem error={reset.error} fields={FIELDS} />
        <Button type="submit" tone="primary" pending={reset.isPending}>
          Set the password
        </Button>
      </Form>
      <p className="mt-5 text-ink-muted">
        <Link to="/account/{-$part}" params={{ part: 'forgot-password' }} className="link font-medium">
          Ask for another link
        </Link>
      </p>
    </Page>
  )
}

const NoSecret = () => (
  <Page title="Set a new password" lead="This page is opened by the link in a mail, in full." width="form">
    <ButtonLink to="/account/{-$part}" params={{ part: 'forgot-password' }} tone="primary">
      Ask for a link
    </ButtonLink>
  </Page>
)
