import type { Install } from '@grantry/contract'
import { ButtonLink } from '../../components/ui/button.tsx'
import { Notice } from '../../components/ui/notice.tsx'

/** A newer version: it is taken up only when somebody says so. */
export const UpdateNotice = ({ ws, install, to }: { ws: string; install: Install; to: string }) => (
  <Notice
    tone="info"
    title={`Version ${to} is available`}
    action={
      <ButtonLink
        to="/workspaces/$ws/installs/$install/update"
        params={{ ws, install: install.id }}
        resetScroll={false}
        size="small"
        tone="primary"
      >
        Update…
      </ButtonLink>
    }
  >
    <p>{install.version} goes on running until you decide.</p>
  </Notice>
)
