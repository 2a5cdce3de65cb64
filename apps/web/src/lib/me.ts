import type { Me } from '@grantry/contract'
import { ProblemError } from '@grantry/sdk/client/problem'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { meQuery } from './session.ts'

/**
 * Who is signed in, for what also visitors see. Null while it is not known, and while a part that the server has drawn is
 * taken over: parts that are loaded later are taken over when it is known already.
 */
export function useVisitor(): Me | null {
  const me = useQuery(meQuery).data ?? null
  // Draws a second time only what knows of somebody.
  return useSyncExternalStore(
    toNothing,
    () => me,
    () => null,
  )
}

const toNothing = () => () => {}

/** Who is signed in, for pages that need somebody. A session that ends meanwhile becomes a 401 for the error page. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(meQuery)
  if (data) return data
  throw new ProblemError({ status: 401, code: 'unauthenticated', detail: 'Your session has ended.' })
}

/** Whether who is signed in owns a publisher: its maintainers publish, its owners decide about members and money. */
export const useIsOwner = (slug: string): boolean =>
  useMe().publishers.some((publisher) => publisher.slug === slug && publisher.role === 'owner')
