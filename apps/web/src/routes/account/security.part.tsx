import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Field, Input } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Section } from '../../components/ui/page.tsx'
import { toast } from '../../components/ui/toast.ts'
import { fieldIssues, problemSentence } from '../../lib/problem.ts'
import { accountApi, accountQuery } from '../../lib/queries/account.queries.ts'
import { refreshMe } from '../../lib/session.ts'
import { LeaveSections } from './leave.sections.tsx'
import { ProviderSection } from './provider.section.tsx'

const FIELDS = ['currentPassword', 'newPassword'] as const

/** The ways into the account. */
export function SecurityPart() {
  const account = useSuspenseQuery(accountQuery).data
  return (
    <>
      <Section title="Password">
        {account.hasPassword ? <PasswordForm /> : <NoPassword email={account.user.email} />}
      </Section>
      {account.provider !== null && <ProviderSection provider={account.provider} identity={account.identity} />}
      <LeaveSections account={account} />
    </>
  )
}

function PasswordForm() {
  const frame = useRef<HTMLDivElement>(null)
  const change = useMutation({
    mutationFn: accountApi.changePassword,
    onSuccess: async () => {
      // The session is another one, and so is its token against forgery.
      await refreshMe()
      frame.current?.querySelector('form')?.reset()
      toast('Your password is changed; other browsers are signed out')
    },
  })
  return (
    <div ref={frame}>
      <Form names={FIELDS} onSubmit={(input) => change.mutate(input)} className="sheet grid gap-4 p-5">
        <Field label="Present password" errors={fieldIssues(change.error, 'currentPassword')}>
          {(control) => (
            <Input {...control} name="currentPassword" type="password" autoComplete="current-password" required />
          )}
        </Field>
        <Field
          label="New password"
          hint="At least 8 characters. Other browsers are signed out, and a mail tells you."
          errors={fieldIssues(change.error, 'newPassword')}
        >
          {(control) => <Input {...control} name="newPassword" type="password" autoComplete="new-password" required />}
        </Field>
        <FormProblem error={change.error} fields={FIELDS} />
        <Button type="submit" pending={change.isPending} className="w-fit max-sm:w-full">
          Change the password
        </Button>
      </Form>
    </div>
  )
}

/** Whoever holds a session alone must not be able to set one. */
function NoPassword({ email }: { email: string }) {
  const send = useMutation({
    mutationFn: () => accountApi.requestPasswordReset({ email }),
    onSuccess: () => toast(`A link was sent to ${email}`),
  })
  return (
    <Notice
      tone="info"
      title="This account has no password"
      action={
        <Button size="small" pending={send.isPending} onClick={() => send.mutate()}>
          Send me a link to set one
        </Button>
      }
    >
      <p>You sign in with a provider. With a password you can also do without it.</p>
      {send.error && <p role="alert">{problemSentence(send.error)}</p>}
    </Notice>
  )
}
