import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, ButtonLink } from '../../components/ui/button.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Page } from '../../components/ui/page.tsx'
import { useVisitor } from '../../lib/me.ts'
import { problemSentence } from '../../lib/problem.ts'
import { accountApi, accountQuery } from '../../lib/queries/account.queries.ts'
import { refreshMe } from '../../lib/session.ts'
import { useLinkSecret } from './use-link-secret.ts'

const HEADING = (
  <>
    Confirm your <span className="whitespace-nowrap">e-mail</span> address
  </>
)

/** Where the link of a mail leads. It takes a press, because programs follow links too, to look at what is behind them. */
export function VerifyEmailPage() {
  const secret = useLinkSecret()
  return <Confirmation key={secret} secret={secret} />
}

function Confirmation({ secret }: { secret: string }) {
  const visitor = useVisitor()
  const queryClient = useQueryClient()
  const confirm = useMutation({
    mutationFn: () => accountApi.confirmEmail({ secret }),
    onSuccess: () => Promise.all([refreshMe(), queryClient.invalidateQueries({ queryKey: accountQuery.queryKey })]),
  })
  const onwards =
    visitor === null ? (
      <ButtonLink to="/sign-in" tone="primary">
        Sign in
      </ButtonLink>
    ) : (
      <ButtonLink to="/account/{-$part}" params={{ part: undefined }} tone="primary">
        To your account
      </ButtonLink>
    )
  if (confirm.isSuccess)
    return (
      <Page title="Your address is confirmed" lead={confirm.data.email} width="form">
        {onwards}
      </Page>
    )
  return (
    <Page title="Confirm your e-mail address" heading={HEADING} width="form">
      {secret === '' ? (
        <div className="grid justify-items-start gap-4">
          <Notice tone="warning" title="The link is not complete">
            This page is opened by the link in a mail, in full. Your account page sends another one.
          </Notice>
          {onwards}
        </div>
      ) : (
        <div className="sheet grid gap-4 p-5">
          <p>The mail reached you: one press, and the address counts as yours.</p>
          {confirm.error && <Notice tone="error" title={problemSentence(confirm.error)} />}
          <Button tone="primary" pending={confirm.isPending} onClick={() => confirm.mutate()}>
            Confirm the address
          </Button>
        </div>
      )}
    </Page>
  )
}
