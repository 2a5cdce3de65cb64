import { getRouteApi, notFound } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { AccountLayout } from './account.layout.tsx'
import { ForgotPasswordPage } from './forgot-password.page.tsx'
import { NotSignedInPage } from './not-signed-in.page.tsx'
import { OutboxPart } from './outbox.part.tsx'
import { ProfilePart } from './profile.part.tsx'
import { ResetPasswordPage } from './reset-password.page.tsx'
import { SecurityPart } from './security.part.tsx'
import { SessionsPart } from './sessions.part.tsx'
import { SignedInPage } from './signed-in.page.tsx'
import { TokensPart } from './tokens.part.tsx'
import { VerifyEmailPage } from './verify-email.page.tsx'

const route = getRouteApi('/account/{-$part}')

/** Below the tabs. */
const PARTS: Record<string, ComponentType> = {
  profile: ProfilePart,
  security: SecurityPart,
  sessions: SessionsPart,
  tokens: TokensPart,
  outbox: OutboxPart,
}

/** On their own; for people who need not be signed in. */
const PAGES: Record<string, ComponentType> = {
  'forgot-password': ForgotPasswordPage,
  'reset-password': ResetPasswordPage,
  'verify-email': VerifyEmailPage,
  'signed-in': SignedInPage,
  'not-signed-in': NotSignedInPage,
}

export function AccountPage() {
  const { part = 'profile' } = route.useParams()
  const [Part, OwnPage] = [PARTS[part], PAGES[part]]
  if (OwnPage) return <OwnPage />
  if (!Part) throw notFound()
  return (
    <AccountLayout>
      <Part />
    </AccountLayout>
  )
}
