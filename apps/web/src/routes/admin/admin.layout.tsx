import { Link, Outlet } from '@tanstack/react-router'
import { LinkTabs, TAB_LINK } from '../../components/ui/link-tabs.tsx'
import { Page } from '../../components/ui/page.tsx'

export const AdminLayout = () => (
  <Page title="Care of the store" lead="What people complain about. Every decision is in the audit, with your name.">
    <LinkTabs label="Parts of the care of the store">
      <li>
        <Link to="/admin/ratings" className={TAB_LINK}>
          Ratings
        </Link>
      </li>
    </LinkTabs>
    <div className="pt-6">
      <Outlet />
    </div>
  </Page>
)
