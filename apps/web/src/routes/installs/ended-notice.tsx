import type { Install } from '@grantry/contract'
import { ButtonLink } from '../../components/ui/button.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { formatList } from '../../lib/format.ts'

/** Of an install that runs without what it was granted for a time; nothing when there is no such thing. */
export function EndedNotice({ ws, install }: { ws: string; install: Install }) {
  const ended = install.grants.flatMap((grant) => grant.ended ?? [])
  if (ended.length === 0 || install.status === 'removed') return null
  return (
    <Notice
      tone="warning"
      title="The time of what you granted is over"
      action={
        <ButtonLink
          to="/workspaces/$ws/installs/$install/permissions"
          params={{ ws, install: install.id }}
          size="small"
        >
          Look at it
        </ButtonLink>
      }
    >
      <p>It can no longer: {formatList(ended.map(({ sentence }) => sentence))}.</p>
    </Notice>
  )
}
