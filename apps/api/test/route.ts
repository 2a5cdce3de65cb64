import type { TokenScope, WorkspaceRole } from '@grantry/contract'
import type { Answer, Person } from './person.ts'
import type { World } from './world.ts'

/** What somebody must be to call a route. */
export type Access =
  | { kind: 'anybody' }
  /** Whoever is signed in, and then for things of their own. */
  | { kind: 'signed-in' }
  /** The one whose thing it is; to others it does not exist. */
  | { kind: 'owner-of-thing' }
  | { kind: 'workspace'; role: WorkspaceRole }
  | { kind: 'publisher'; role: 'owner' | 'maintainer' }
  | { kind: 'server-admin' }

export interface Route {
  /** As the OpenAPI document spells it. */
  name: string
  access: Access
  /** The scope a token needs; `any`: no particular one; `never`: no token will do; `ignored`: nobody looks at it. */
  token: TokenScope | 'any' | 'never' | 'ignored'
  /** Names no workspace, and lets in tokens that open one alone. */
  limitedTokens?: 'everywhere'
  /** What the right caller gets. */
  status: number
  path: (world: World) => string
  body?: (world: World) => unknown
  upload?: (world: World) => Uint8Array
}

/** Calls a route as somebody; `headers` are added to those of their browser or tool. */
export function callRoute(
  route: Route,
  world: World,
  person: Person,
  { path = route.path(world), headers = {} }: { path?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const [method = ''] = route.name.split(' ')
  if (route.upload === undefined) return person.send(method, path, { body: route.body?.(world), headers })
  return person.send(method, path, {
    raw: route.upload(world),
    headers: { 'content-type': 'application/gzip', ...headers },
  })
}
