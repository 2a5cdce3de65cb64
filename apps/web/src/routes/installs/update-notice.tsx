import type { Install } from '@grantry/contract'
import { ButtonLink } from '../../components/ui/button.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { canManage, useWorkspace } from '../../lib/workspace.ts'

/** A newer version: it is taken up only when somebody says so. */
export function UpdateNotice({ ws, install, to }: { ws: string; install: Install; to: string }) {
  const mayUpdate = canManage(useWorkspace(ws))
  const update = mayUpdate && (
    <ButtonLink
      to="/workspaces/$ws/installs/$install/update"
      params={{ ws, install: install.id }}
      resetScroll={false}
      size="small"
      tone="primary"
    >
      Update…
    </ButtonLink>
  )
  return (
    <Notice tone="info" title={`Version ${to} is available`} action={update}>
      <p>
        {install.version} goes on running until {mayUpdate ? 'you decide' : 'an admin of the workspace decides'}.
      </p>
    </Notice>
  )
}
