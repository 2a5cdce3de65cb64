import type { Token } from '@grantry/contract'
import type { ReactNode } from 'react'
import { formatDay } from '../../lib/format.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'

interface TokenRowProps {
  token: Token
  /** Whose it is, or what it opens. */
  children?: ReactNode
  onRevoke: () => void
}

/** A token as it can be recognised: never the token itself. */
export const TokenRow = ({ token, children, onRevoke }: TokenRowProps) => (
  <li className="flex flex-wrap items-center gap-x-4 gap-y-2 p-4">
    <div className="grid min-w-0 flex-1 gap-1">
      <p className="flex flex-wrap items-baseline gap-x-2.5">
        <span className="font-semibold wrap-anywhere">{token.name}</span>
        <code className="font-mono text-xs text-ink-muted">{token.prefix}…</code>
      </p>
      {children}
      <p className="flex flex-wrap gap-1">
        {token.scopes.map((scope) => (
          <Badge key={scope}>{scope}</Badge>
        ))}
      </p>
      <p className="text-sm text-ink-muted">
        Ends {formatDay(token.expiresAt)} ·{' '}
        {token.lastUsedAt ? (
          <>
            last used <TimeAgo at={token.lastUsedAt} />
          </>
        ) : (
          'never used'
        )}
      </p>
    </div>
    <Button size="small" onClick={onRevoke} aria-label={`Revoke ${token.name}`}>
      Revoke
    </Button>
  </li>
)
