import type { WorkspaceToken } from '@grantry/contract'
import { useSuspenseQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { RevokeTokenDialog } from '../../components/tokens/revoke-token.dialog.tsx'
import { TokenRow } from '../../components/tokens/token-row.tsx'
import { ButtonLink } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Section } from '../../components/ui/page.tsx'
import { api } from '../../lib/api.ts'
import { tokensQuery, workspaceTokensQuery } from '../../lib/queries/tokens.queries.ts'

/** For owners: the tokens that open this workspace alone, whoever made them. */
export function WorkspaceTokensSection({ ws }: { ws: string }) {
  const tokens = useSuspenseQuery(workspaceTokensQuery(ws)).data.items
  const [revoking, setRevoking] = useState<WorkspaceToken | null>(null)
  return (
    <Section title="Tokens for this workspace alone">
      {tokens.length === 0 ? (
        <EmptyState
          icon={<KeyRound />}
          title="No tokens"
          action={
            <ButtonLink to="/account/{-$part}" params={{ part: 'tokens' }}>
              Your tokens
            </ButtonLink>
          }
        >
          A member can make a token that opens this workspace and nothing else, say for backups. It is listed here.
        </EmptyState>
      ) : (
        <ul className="sheet divide-y divide-line">
          {tokens.map((token) => (
            <TokenRow key={token.id} token={token} onRevoke={() => setRevoking(token)}>
              <p className="text-sm wrap-anywhere text-ink-muted">
                Of {token.user.name}, {token.user.email}
              </p>
            </TokenRow>
          ))}
        </ul>
      )}
      {revoking && (
        <RevokeTokenDialog
          token={revoking}
          revoke={() => api.workspaces.revokeToken(ws, revoking.id)}
          lists={[workspaceTokensQuery(ws).queryKey, tokensQuery.queryKey]}
          onClose={() => setRevoking(null)}
        >
          Tools of {revoking.user.name} that use it lose this workspace at once.
        </RevokeTokenDialog>
      )}
    </Section>
  )
}
