import { Link } from '@tanstack/react-router'
import { KeyRound, LogOut, Mail, MonitorSmartphone, ShieldCheck, UserRound } from 'lucide-react'
import { Suspense, type ReactNode } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { LinkTabs, TAB_LINK } from '../../components/ui/link-tabs.tsx'
import { Page } from '../../components/ui/page.tsx'
import { Loading, SkeletonRows } from '../../components/ui/skeleton.tsx'
import { useMe } from '../../lib/me.ts'
import { useLeave } from '../root/use-leave.ts'

const TABS = [
  { part: undefined, name: 'Profile', icon: UserRound },
  { part: 'security', name: 'Security', icon: ShieldCheck },
  { part: 'sessions', name: 'Sessions', icon: MonitorSmartphone },
  { part: 'tokens', name: 'Tokens', icon: KeyRound },
] as const
const ADMIN_TABS = [...TABS, { part: 'outbox', name: 'Mails', icon: Mail }] as const

/** The account of whoever is signed in, under its tabs. */
export function AccountLayout({ children }: { children: ReactNode }) {
  const { user } = useMe()
  const leave = useLeave()
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
      <LinkTabs label="Parts of your account">
        {(user.admin ? ADMIN_TABS : TABS).map(({ part, name, icon: Icon }) => (
          <li key={name}>
            <Link
              to="/account/{-$part}"
              params={{ part }}
              activeOptions={{ exact: true, includeSearch: false }}
              className={TAB_LINK}
            >
              <Icon aria-hidden="true" className="size-4" />
              {name}
            </Link>
          </li>
        ))}
      </LinkTabs>
      <div className="pt-6">
        <Suspense fallback={<PartPending />}>{children}</Suspense>
      </div>
    </Page>
  )
}

const PartPending = () => (
  <Loading label="Loading this part of your account">
    <SkeletonRows count={3} className="h-20" />
  </Loading>
)
