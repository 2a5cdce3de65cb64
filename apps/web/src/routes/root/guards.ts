import { redirect, type ParsedLocation } from '@tanstack/react-router'
import type { QueryClient } from '@tanstack/react-query'
import { meQuery, safeNext } from '../../lib/session.ts'

export interface RouterContext {
  queryClient: QueryClient
  /** Makes the routes beyond the store known, which its first page does without. */
  bringAllRoutes: () => Promise<'new' | 'known before'>
}

/** Sends a visitor to the sign-in, which brings them back afterwards. */
export async function requireSignedIn(at: { context: RouterContext; location: ParsedLocation }): Promise<void> {
  if (await at.context.queryClient.ensureQueryData(meQuery)) return
  throw redirect({ to: '/sign-in', search: { next: at.location.href } })
}

/** Sends on somebody who is signed in already. */
export async function requireVisitor(at: { context: RouterContext; search: { next?: string } }): Promise<void> {
  if (await at.context.queryClient.ensureQueryData(meQuery)) throw redirect({ href: safeNext(at.search.next) })
}
