import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Check, CircleDashed } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Fact, Facts } from '../../components/ui/facts.tsx'
import { Field, Input } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Section } from '../../components/ui/page.tsx'
import { toast } from '../../components/ui/toast.ts'
import { formatDay } from '../../lib/format.ts'
import { fieldIssues, problemSentence } from '../../lib/problem.ts'
import { accountApi, accountQuery } from '../../lib/queries/account.queries.ts'
import { refreshMe } from '../../lib/session.ts'
import { ChangeEmailDialog } from './change-email.dialog.tsx'

/** Who somebody is: name and address. */
export function ProfilePart() {
  const { user, pendingEmail, mail } = useSuspenseQuery(accountQuery).data
  const [changing, setChanging] = useState(false)
  return (
    <>
      <NameSection name={user.name} />
      <Section
        title="E-mail"
        aside={
          <Button size="small" onClick={() => setChanging(true)}>
            Change the address
          </Button>
        }
      >
        <div className="grid gap-3">
          <div className="sheet flex flex-wrap items-center gap-x-3 gap-y-2 p-4">
            <span className="min-w-0 flex-1 font-medium break-all">{user.email}</span>
            <EmailState verified={user.emailVerified} />
          </div>
          {pendingEmail !== null && <PendingEmail email={pendingEmail} />}
          {!user.emailVerified && mail === 'smtp' && <Unverified />}
          {mail === 'outbox' && (
            <p className="text-sm text-ink-muted">
              This server sends no mails: they lie in its outbox, which its admins read. Nothing waits for a
              confirmation here.
            </p>
          )}
        </div>
      </Section>
      <Section title="Account">
        <div className="sheet p-4">
          <Facts>
            <Fact name="Since">{formatDay(user.createdAt)}</Fact>
            <Fact name="Role">{user.admin ? 'Admin of this server' : 'Person'}</Fact>
          </Facts>
        </div>
      </Section>
      {changing && <ChangeEmailDialog onClose={() => setChanging(false)} />}
    </>
  )
}

const EmailState = ({ verified }: { verified: boolean }) =>
  verified ? (
    <Badge tone="low">
      <Check aria-hidden="true" />
      Confirmed
    </Badge>
  ) : (
    <Badge tone="medium">
      <CircleDashed aria-hidden="true" />
      Not confirmed
    </Badge>
  )

function NameSection({ name }: { name: string }) {
  const queryClient = useQueryClient()
  const rename = useMutation({
    mutationFn: accountApi.update,
    onSuccess: async () => {
      await Promise.all([refreshMe(), queryClient.invalidateQueries({ queryKey: accountQuery.queryKey })])
      toast('Your name is changed')
    },
  })
  return (
    <Section title="Name">
      <Form
        names={['name'] as const}
        onSubmit={(profile) => rename.mutate(profile)}
        className="sheet flex flex-wrap items-end gap-3 p-4"
      >
        <Field
          label="Name"
          hint="As others see it."
          errors={fieldIssues(rename.error, 'name')}
          className="min-w-48 flex-1"
        >
          {(control) => <Input {...control} name="name" defaultValue={name} autoComplete="name" maxLength={80} />}
        </Field>
        <FormProblem error={rename.error} fields={['name']} />
        <Button type="submit" pending={rename.isPending} className="max-sm:w-full sm:mb-6.5">
          Save the name
        </Button>
      </Form>
    </Section>
  )
}

function PendingEmail({ email }: { email: string }) {
  const queryClient = useQueryClient()
  const withdraw = useMutation({
    mutationFn: accountApi.withdrawEmail,
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: accountQuery.queryKey })
      toast('Your address stays as it is')
    },
  })
  return (
    <Notice
      tone="info"
      title={`${email} waits to be confirmed`}
      action={
        <Button size="small" pending={withdraw.isPending} onClick={() => withdraw.mutate()}>
          Give it up
        </Button>
      }
    >
      A link was sent there. Until it is used, your address stays as it is.
      {withdraw.error && <p>{problemSentence(withdraw.error)}</p>}
    </Notice>
  )
}

function Unverified() {
  const send = useMutation({
    mutationFn: accountApi.sendVerification,
    onSuccess: () => toast('Another link is on its way'),
  })
  return (
    <Notice
      tone="warning"
      title="Please confirm this address"
      action={
        <Button size="small" pending={send.isPending} onClick={() => send.mutate()}>
          Send the link again
        </Button>
      }
    >
      <p>Use the link in the mail that was sent to it.</p>
      {send.error && <p role="alert">{problemSentence(send.error)}</p>}
    </Notice>
  )
}
