import type { Account } from '@grantry/contract'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useId, useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { Field, Input } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Section } from '../../components/ui/page.tsx'
import { toast } from '../../components/ui/toast.ts'
import { fieldIssues, problemSentence } from '../../lib/problem.ts'
import { accountApi } from '../../lib/queries/account.queries.ts'
import { forgetPerson } from '../../lib/session.ts'

/** Taking one's data along, and leaving. */
export function LeaveSections({ account }: { account: Account }) {
  const [closing, setClosing] = useState(false)
  return (
    <>
      <Section title="Your data">
        <ExportSheet />
      </Section>
      <Section title="Close the account">
        <div className="sheet flex flex-wrap items-center gap-x-4 gap-y-3 p-4">
          <p className="min-w-48 flex-1">
            Your name, address, sessions and tokens are deleted. What you published or did stays, without your name.
          </p>
          <Button tone="danger" onClick={() => setClosing(true)}>
            Close the account…
          </Button>
        </div>
      </Section>
      {closing && <CloseDialog account={account} onClose={() => setClosing(false)} />}
    </>
  )
}

function ExportSheet() {
  const download = useMutation({
    mutationFn: accountApi.exportData,
    onSuccess: (text) => {
      save(text)
      toast('Your data is downloaded')
    },
  })
  return (
    <div className="sheet grid gap-3 p-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <p className="min-w-48 flex-1">Everything that is kept of you, as a JSON file.</p>
        <Button pending={download.isPending} onClick={() => download.mutate()}>
          <Download aria-hidden="true" />
          Download
        </Button>
      </div>
      {download.error && <Notice tone="error">{problemSentence(download.error)}</Notice>}
    </div>
  )
}

function save(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = 'grantry-account.json'
  link.click()
  URL.revokeObjectURL(address)
}

const FIELDS = ['email', 'password', 'subscriptions'] as const

function CloseDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const form = useId()
  const navigate = useNavigate()
  const close = useMutation({
    mutationFn: accountApi.close,
    onSuccess: async () => {
      await navigate({ to: '/' })
      forgetPerson()
      toast('Your account is closed')
    },
  })
  return (
    <Dialog
      title="Close the account?"
      description="This cannot be undone: not by you, and not by those who run the server."
      onClose={onClose}
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            Keep it
          </Button>
          <Button type="submit" form={form} tone="danger" pending={close.isPending}>
            Close the account
          </Button>
        </>
      }
    >
      <Form
        id={form}
        names={FIELDS}
        onSubmit={({ email, password, subscriptions }) =>
          close.mutate({
            email,
            ...(account.hasPassword && { password }),
            ...(subscriptions === 'cancel' && { subscriptions }),
          })
        }
        className="grid gap-4"
      >
        <Field label="Your e-mail, to confirm" errors={fieldIssues(close.error, 'email')}>
          {(control) => <Input {...control} name="email" type="email" autoComplete="off" required />}
        </Field>
        {account.hasPassword && (
          <Field label="Present password" errors={fieldIssues(close.error, 'password')}>
            {(control) => (
              <Input {...control} name="password" type="password" autoComplete="current-password" required />
            )}
          </Field>
        )}
        <label className="flex items-start gap-2.5">
          <input type="checkbox" name="subscriptions" value="cancel" className="mt-1 size-4 shrink-0 accent-accent" />
          <span>
            Cancel the subscriptions that I pay for
            <span className="block text-sm text-ink-muted">
              Their workspaces keep what is paid until the period ends. Otherwise an account that pays for something
              stays.
            </span>
          </span>
        </label>
        <FormProblem error={close.error} fields={FIELDS} />
      </Form>
    </Dialog>
  )
}
