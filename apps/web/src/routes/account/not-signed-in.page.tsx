import { useLocation } from '@tanstack/react-router'
import { ButtonLink } from '../../components/ui/button.tsx'
import { Page } from '../../components/ui/page.tsx'
import { useVisitor } from '../../lib/me.ts'

/** By the code behind the `#` of the address to which the server sends a browser that it does not let in. */
const REASONS: Record<string, string> = {
  provider_email_unverified:
    'The provider does not vouch for your e-mail address. Confirm it there, or make an account with a password.',
  account_exists:
    'There is an account with your e-mail address already. Sign in to it, and connect the provider under Account, Security.',
  identity_taken: 'This identity of the provider is connected with another account. Sign out there first.',
  attempt_expired: 'It took too long, or was begun in another browser. Try again.',
}
const OTHERWISE = 'The provider did not let you in, or does not answer. Try again, or sign in with your password.'

/** Where a sign-in with a provider ends that led to nothing. */
export function NotSignedInPage() {
  const { hash } = useLocation()
  const visitor = useVisitor()
  return (
    <Page
      title={visitor === null ? 'You are not signed in' : 'That did not work'}
      lead={REASONS[hash] ?? OTHERWISE}
      width="form"
    >
      {visitor === null ? (
        <ButtonLink to="/sign-in" tone="primary">
          Sign in
        </ButtonLink>
      ) : (
        <ButtonLink to="/account/{-$part}" params={{ part: 'security' }} tone="primary">
          To your account
        </ButtonLink>
      )}
    </Page>
  )
}
