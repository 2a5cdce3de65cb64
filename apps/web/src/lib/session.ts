import type { Me, SignIn, SignUp } from '@grantry/contract'
import { ProblemError } from '@grantry/sdk/client/problem'
import { queryOptions } from '@tanstack/react-query'
import { storeApi } from './store-api.ts'
import { ME_KEY, queryClient } from './query-client.ts'

/**
 * Who has signed in with this browser, by id. The session itself is a cookie that scripts cannot see; without this hint
 * every visitor of the store would ask who they are and be answered 401.
 */
const HINT_KEY = 'grantry.signed-in'
/** Until it is known who. */
const SOMEBODY = 'yes'

/** The script in index.html reads it before the first paint: nobody who has signed in is asked to. */
function rememberSession(who: string | null): void {
  const { dataset } = document.documentElement
  if (who === null) {
    localStorage.removeItem(HINT_KEY)
    delete dataset.signedIn
  } else {
    localStorage.setItem(HINT_KEY, who)
    dataset.signedIn = ''
  }
}

/** The tabs of a browser have one session. One that somebody else has begun, or that has ended, is no longer this page's. */
export function followOtherTabs(): void {
  addEventListener('storage', (change) => {
    if (endsPageOf(queryClient.getQueryData<Me | null>(ME_KEY)?.user.id, change)) location.reload()
  })
}

/** Whether a change of what is stored says that the session is no longer that of who looks at this page. */
export function endsPageOf(
  viewer: string | undefined,
  { key, oldValue, newValue }: Pick<StorageEvent, 'key' | 'oldValue' | 'newValue'>,
): boolean {
  if (key !== HINT_KEY || newValue === SOMEBODY) return false
  const isOnlyNamed = oldValue === SOMEBODY && newValue !== null && newValue === viewer
  return !isOnlyNamed
}

/** Who is signed in; null for a visitor. */
export const meQuery = queryOptions<Me | null>({
  queryKey: ME_KEY,
  queryFn: ({ signal }) => (localStorage.getItem(HINT_KEY) === null ? null : askWho(signal)),
  staleTime: 5 * 60_000,
})

/** A visitor is known at once: no part of the page waits, and is drawn again, for the answer that it is nobody. */
export function rememberVisitor(): void {
  if (localStorage.getItem(HINT_KEY) === null) queryClient.setQueryData(ME_KEY, null)
}

async function askWho(signal: AbortSignal): Promise<Me | null> {
  try {
    const me = await storeApi.auth.me(signal)
    rememberSession(me.user.id)
    return me
  } catch (error) {
    if (!isSignedOut(error)) throw error
    rememberSession(null)
    return null
  }
}

const isSignedOut = (error: unknown): boolean => error instanceof ProblemError && error.status === 401

export async function signIn(credentials: SignIn): Promise<void> {
  await storeApi.auth.signIn(credentials)
  await begin()
}

export async function signUp(account: SignUp): Promise<void> {
  await storeApi.auth.signUp(account)
  await begin()
}

/** Learns who has signed in, by whatever means. */
export async function begin(): Promise<void> {
  if (localStorage.getItem(HINT_KEY) === null) rememberSession(SOMEBODY)
  forgetOthers()
  // What was asked before the session began answers that nobody is signed in, and would be shared.
  await queryClient.cancelQueries({ queryKey: ME_KEY, exact: true })
  await queryClient.fetchQuery({ ...meQuery, staleTime: 0 })
}

/** Ends the session on the server. The pages of the person are still mounted: leave them, then `forgetPerson`. */
export async function signOut(): Promise<void> {
  try {
    await storeApi.auth.signOut()
  } catch (error) {
    // It has ended already, in another tab or by its age: that is what was asked for.
    if (!isSignedOut(error)) throw error
  }
}

/** After the end of a session, however it came. */
export function forgetPerson(): void {
  rememberSession(null)
  queryClient.setQueryData(ME_KEY, null)
  forgetOthers()
}

/** Another person sees other things: nothing of the one before may stay. */
const forgetOthers = () => queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME_KEY[0] })

/** After a change of what the person belongs to: publishers, workspaces, roles. */
export const refreshMe = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ME_KEY })

/** Where a sign-in leads: a path of this store, never another site. */
export function safeNext(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/'
}
