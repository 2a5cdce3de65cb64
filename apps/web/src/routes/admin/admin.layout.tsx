import { Link, Outlet } from '@tanstack/react-router'
import { LinkTabs, TAB_LINK } from '../../components/ui/link-tabs.tsx'
import { Page } from '../../components/ui/page.tsx'

export const AdminLayout = () => (
  <Page
    title="Care of the store"
    lead="What people complain about, what stands in front, and whom the platform knows. Every decision is in the audit, with your name."
  >
    <LinkTabs label="Parts of the care of the store">
      <li>
        <Link to="/admin/ratings" className={TAB_LINK}>
          Ratings
        </Link>
      </li>
      <li>
        <Link to="/admin/front" className={TAB_LINK}>
          Front of the store
        </Link>
      </li>
      <li>
        <Link to="/admin/publishers" className={TAB_LINK}>
          Publishers
        </Link>
      </li>
    </LinkTabs>
    <div className="pt-6">
      <Outlet />
    </div>
  </Page>
)
