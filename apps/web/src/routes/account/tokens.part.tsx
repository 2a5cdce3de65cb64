import type { CreatedToken, Token } from '@grantry/contract'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { RevokeTokenDialog } from '../../components/tokens/revoke-token.dialog.tsx'
import { TokenRow } from '../../components/tokens/token-row.tsx'
import { Button } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Section } from '../../components/ui/page.tsx'
import { api } from '../../lib/api.ts'
import { tokensQuery } from '../../lib/queries/tokens.queries.ts'
import { CreateTokenDialog } from './create-token.dialog.tsx'
import { NewToken } from './new-token.tsx'

/** Tokens for tools: list, make, revoke. A new one is shown once, above the list. */
export function TokensPart() {
  const tokens = useSuspenseQuery(tokensQuery).data.items
  const [creating, setCreating] = useState(false)
  const [created, setCreated] = useState<CreatedToken | null>(null)
  const [revoking, setRevoking] = useState<Token | null>(null)
  const onCreated = (token: CreatedToken) => {
    setCreating(false)
    setCreated(token)
  }
  const create = (
    <Button size="small" onClick={() => setCreating(true)}>
      <Plus aria-hidden="true" />
      New token
    </Button>
  )
  return (
    <Section title="Tokens" aside={create}>
      <div className="grid gap-3">
        {created && <NewToken token={created} />}
        {tokens.length === 0 ? (
          <EmptyState icon={<KeyRound />} title="No tokens">
            The command line and other tools sign in with a token, which can do only what you say and ends by itself.
          </EmptyState>
        ) : (
          <ul className="sheet divide-y divide-line">
            {tokens.map((token) => (
              <TokenRow key={token.id} token={token} onRevoke={() => setRevoking(token)}>
                {token.workspace && <OnlyIn workspace={token.workspace} />}
              </TokenRow>
            ))}
          </ul>
        )}
      </div>
      {creating && <CreateTokenDialog onClose={() => setCreating(false)} onCreated={onCreated} />}
      {revoking && (
        <RevokeTokenDialog
          token={revoking}
          revoke={() => api.auth.revokeToken(revoking.id)}
          lists={[tokensQuery.queryKey]}
          onClose={() => setRevoking(null)}
        >
          Tools that use it are signed out at once.
        </RevokeTokenDialog>
      )}
    </Section>
  )
}

const OnlyIn = ({ workspace: { slug, name } }: { workspace: NonNullable<Token['workspace']> }) => (
  <p className="text-sm text-ink-muted">
    Only in{' '}
    <Link to="/workspaces/$ws" params={{ ws: slug }} className="link">
      {name}
    </Link>
  </p>
)
