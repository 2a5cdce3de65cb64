import { useQuery } from '@tanstack/react-query'
import { LogIn } from 'lucide-react'
import { buttonClasses } from '../../components/ui/button.tsx'
import { accountApi, providersQuery } from '../../lib/queries/account.queries.ts'
import { safeNext } from '../../lib/session.ts'

/** The other ways in, where this server has any. They stand last, so that nothing moves when they come. */
export function ProviderLinks({ next }: { next: string | undefined }) {
  const { data } = useQuery(providersQuery)
  return data?.items.map(({ name }) => (
    <p key={name} className="mt-5 grid gap-4 border-t border-line pt-5">
      {/* A navigation of the whole page: the provider is another site. */}
      <a href={accountApi.signInUrl(safeNext(next))} className={buttonClasses({})}>
        <LogIn aria-hidden="true" />
        Sign in with {name}
      </a>
    </p>
  ))
}
