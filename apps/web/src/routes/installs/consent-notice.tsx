import type { Install } from '@grantry/contract'
import { ButtonLink } from '../../components/ui/button.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { formatList } from '../../lib/format.ts'
import { canManage, useWorkspace } from '../../lib/workspace.ts'

/** An install that does not run because something it needs has not been granted. */
export function ConsentNotice({ ws, install }: { ws: string; install: Install }) {
  const mayDecide = canManage(useWorkspace(ws))
  const missing = install.grants.filter(({ optional, granted }) => !optional && !granted)
  return (
    <Notice
      tone="warning"
      title={`It waits for ${mayDecide ? 'your consent' : 'the consent of an admin'}, and does not run until then`}
      action={
        <ButtonLink
          to="/workspaces/$ws/installs/$install/permissions"
          params={{ ws, install: install.id }}
          size="small"
          tone={mayDecide ? 'primary' : 'plain'}
        >
          {mayDecide ? 'Decide' : 'Look at it'}
        </ButtonLink>
      }
    >
      <p>It needs: {formatList(missing.map(({ sentence }) => sentence))}.</p>
    </Notice>
  )
}
