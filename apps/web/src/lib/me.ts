import type { Me } from '@grantry/contract'
import { ProblemError } from '@grantry/sdk/client/problem'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { meQuery } from './session.ts'

/** Who is signed in, for what also visitors see. Null while it is not known. */
export const useVisitor = (): Me | null => useQuery(meQuery).data ?? null

/** Who is signed in, for pages that need somebody. A session that ends meanwhile becomes a 401 for the error page. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(meQuery)
  if (data) return data
  throw new ProblemError({ status: 401, code: 'unauthenticated', detail: 'Your session has ended.' })
}
