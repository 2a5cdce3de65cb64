import { useNavigate } from '@tanstack/react-router'
import { LogOut } from 'lucide-react'
import { Button } from '../../components/ui/button.tsx'
import { Fact, Facts } from '../../components/ui/facts.tsx'
import { Page, Section } from '../../components/ui/page.tsx'
import { formatDay } from '../../lib/format.ts'
import { useMe } from '../../lib/me.ts'
import { forgetPerson, signOut } from '../../lib/session.ts'
import { TokenSection } from './token-section.tsx'

export function AccountPage() {
  const { user } = useMe()
  const navigate = useNavigate()
  const leave = async () => {
    await signOut()
    await navigate({ to: '/' })
    forgetPerson()
  }
  return (
    <Page
      title="Account"
      width="reading"
      actions={
        <Button onClick={() => void leave()}>
          <LogOut aria-hidden="true" />
          Sign out
        </Button>
      }
    >
      <Section title="Profile">
        <div className="sheet p-4">
          <Facts>
            <Fact name="Name">{user.name}</Fact>
            <Fact name="E-mail">{user.email}</Fact>
            <Fact name="Since">{formatDay(user.createdAt)}</Fact>
            {user.admin && <Fact name="Role">Admin of this server</Fact>}
          </Facts>
        </div>
      </Section>
      <TokenSection />
    </Page>
  )
}
