import { type TokenScope, TOKEN_SCOPES, WORKSPACE_ROLES } from '@grantry/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Person } from '../test/person.ts'
import { callRoute, type Route } from '../test/route.ts'
import { ROUTES } from '../test/routes.ts'
import { type BillingServer, startBillingServer } from '../test/billing.ts'
import { contentsOf } from '../test/stored.ts'
import { aWorld, tokenFor, tokenOf, type World } from '../test/world.ts'

const OWN_SCOPES = TOKEN_SCOPES.filter((scope) => scope !== 'review')

let server: BillingServer
let world: World
let before: Record<string, string>
/** One token for each scope, and one with all of them; of the owner, and of the admin of the server. */
let tokens: Map<TokenScope | 'all', Person>
let adminTokens: Map<TokenScope | 'all', Person>
let strangersToken: Person
/** Tokens of the owner that open one workspace alone: that of the world, and another one of theirs. */
let limited: { here: Person; elsewhere: Person }

beforeAll(async () => {
  server = await startBillingServer()
  world = await aWorld(server)
  tokens = await tokensOf(world.owner, OWN_SCOPES)
  adminTokens = await tokensOf(server.admin, TOKEN_SCOPES)
  strangersToken = await tokenOf(world.stranger.person, OWN_SCOPES)
  const annex = (await world.owner.post('/v1/workspaces', { name: 'Annex' })).body.id
  limited = {
    here: await tokenFor(world.owner, world.ids.workspace),
    elsewhere: await tokenFor(world.owner, annex),
  }
  await server.settled()
  before = await contentsOf(server)
})
afterAll(() => server.close())

async function tokensOf(person: Person, scopes: readonly TokenScope[]): Promise<Map<TokenScope | 'all', Person>> {
  const tokens = new Map<TokenScope | 'all', Person>([['all', await tokenOf(person, scopes)]])
  for (const scope of scopes) tokens.set(scope, await tokenOf(person, [scope]))
  return tokens
}

const routesOf = (...kinds: Route['access']['kind'][]) => ROUTES.filter(({ access }) => kinds.includes(access.kind))
const closed = ROUTES.filter(({ access }) => access.kind !== 'anybody')
const inWorkspaces = ROUTES.filter(({ name }) => name.includes('{ws}'))
const changing = closed.filter(({ name }) => !name.startsWith('GET '))

async function expectRefusal(
  answer: ReturnType<typeof callRoute>,
  status: number,
  code: string | RegExp = /./,
): Promise<void> {
  const { status: actual, body, headers } = await answer
  expect(actual, JSON.stringify(body)).toBe(status)
  expect(body.code).toMatch(code)
  expect(headers.get('content-type')).toContain('application/problem+json')
}

it('knows every route of the server', async () => {
  const { paths } = (await server.admin.get('/v1/openapi.json')).body
  const names = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item as object).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(ROUTES.map(({ name }) => name).toSorted()).toEqual(names.toSorted())
})

describe('nobody gets in who', () => {
  it.each(closed)('is not signed in: $name', async (route) => {
    await expectRefusal(callRoute(route, world, new Person(server.url)), 401, 'unauthenticated')
  })

  it.each(ROUTES.filter(({ token }) => token !== 'ignored'))(
    'has a token that nobody made, even where none is needed: $name',
    async (route) => {
      const forged = Person.withToken(server.url, `grantry_pat_${'A'.repeat(43)}`)
      await expectRefusal(callRoute(route, world, forged), 401, 'token_invalid')
    },
  )

  it.each(routesOf('workspace', 'publisher', 'owner-of-thing'))('belongs to another tenant: $name', async (route) => {
    await expectRefusal(callRoute(route, world, world.stranger.person), 404, 'not_found')
    const code = route.token === 'never' ? 'token_not_allowed' : 'not_found'
    await expectRefusal(callRoute(route, world, strangersToken), route.token === 'never' ? 403 : 404, code)
  })

  it.each(routesOf('workspace', 'publisher'))('is merely an admin of the server: $name', async (route) => {
    await expectRefusal(callRoute(route, world, server.admin), 404, 'not_found')
  })

  it.each(ROUTES.filter(({ name }) => /\{(install|job|purchase|schedule|token)\}/.test(name)))(
    'names a foreign thing below a workspace of their own: $name',
    async (route) => {
      const { person, workspace } = world.stranger
      const path = route.path(world).replace(world.ids.workspace, workspace)
      await expectRefusal(callRoute(route, world, person, { path }), 404, 'not_found')
    },
  )

  it.each(inWorkspaces)('names a workspace by its slug: $name', async (route) => {
    const path = route.path(world).replace(world.ids.workspace, 'house')
    await expectRefusal(callRoute(route, world, server.admin, { path }), 404, 'not_found')
  })

  it('yanks a foreign version in the name of a publisher of their own', async () => {
    const { person, slug } = world.stranger
    const answer = await person.post(`/v1/publishers/${slug}/versions/${world.extension}/1.0.0/yank`)
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found'])
  })

  it.each(
    routesOf('workspace').flatMap((route) => {
      const needed = route.access.kind === 'workspace' ? route.access.role : 'viewer'
      return WORKSPACE_ROLES.slice(WORKSPACE_ROLES.indexOf(needed) + 1).map((role) => ({ ...route, role }))
    }),
  )('has a lower role in the workspace: $name as $role', async ({ role, ...route }) => {
    if (role === 'owner') throw new Error('There is no higher role')
    await expectRefusal(callRoute(route, world, world.members[role]), 403, 'role_missing')
  })

  it.each(routesOf('publisher').filter(({ access }) => access.kind === 'publisher' && access.role === 'owner'))(
    'is no owner of the publisher: $name',
    async (route) => {
      const path = route.path(world).replace(world.ids.maintainer, world.ids.leaver)
      await expectRefusal(callRoute(route, world, world.maintainer, { path }), 403, 'owner_only')
    },
  )

  it.each(routesOf('server-admin'))('is no admin of the server: $name', async (route) => {
    await expectRefusal(callRoute(route, world, world.owner), 403, 'admin_only')
    const code = route.token === 'never' ? 'token_not_allowed' : 'scope_missing'
    await expectRefusal(callRoute(route, world, tokens.get('all')!), 403, code)
  })

  it.each(closed.filter(({ token }) => token === 'never'))('has a token, where none will do: $name', async (route) => {
    await expectRefusal(callRoute(route, world, tokens.get('all')!), 403, 'token_not_allowed')
  })

  it.each(closed.filter(({ token }) => token !== 'never' && token !== 'any'))(
    'has a token of other scopes: $name',
    async (route) => {
      const known = route.access.kind === 'server-admin' ? adminTokens : tokens
      for (const [scope, token] of known)
        if (scope !== 'all' && scope !== route.token)
          await expectRefusal(callRoute(route, world, token), 403, 'scope_missing')
    },
  )

  it.each(inWorkspaces)('has a token that opens another workspace alone: $name', async (route) => {
    const [status, code] = route.token === 'never' ? [403, 'token_not_allowed'] : [404, 'not_found']
    await expectRefusal(callRoute(route, world, limited.elsewhere), status, code)
    const path = route.path(world).replace(world.ids.workspace, 'house')
    await expectRefusal(callRoute(route, world, limited.elsewhere, { path }), status, code)
  })

  it.each(closed.filter(({ name, limitedTokens }) => limitedTokens === undefined && !name.includes('{ws}')))(
    'has a token that opens one workspace alone: $name',
    async (route) => {
      const code = route.token === 'never' ? 'token_not_allowed' : 'token_limited'
      await expectRefusal(callRoute(route, world, limited.here), 403, code)
    },
  )

  it.each(changing)('sends no token against forgery, or a wrong one: $name', async (route) => {
    const person = route.access.kind === 'server-admin' ? server.admin : world.owner
    for (const token of ['', 'wrong', world.stranger.person.credentials()['x-csrf-token'] ?? ''])
      await expectRefusal(
        callRoute(route, world, person, { headers: { 'x-csrf-token': token } }),
        403,
        'csrf_token_invalid',
      )
  })

  it.each(ROUTES.filter(({ name }) => !name.startsWith('GET ')))('comes from a foreign page: $name', async (route) => {
    const person = route.access.kind === 'server-admin' ? server.admin : world.owner
    const pages: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: server.url.replace('127.0.0.1', '127.0.0.1.evil.example') },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]
    for (const headers of pages)
      await expectRefusal(callRoute(route, world, person, { headers }), 403, 'foreign_origin')
  })

  it('changes anything', async () => {
    expect(await contentsOf(server)).toEqual(before)
  })
})

it('means one’s own workspace by a slug that others have too', async () => {
  const { person, workspace } = world.stranger
  expect((await person.get('/v1/workspaces/house')).body.id).toBe(workspace)
  expect((await world.members.viewer.get('/v1/workspaces/house')).body.id).toBe(world.ids.workspace)
})

describe('what is not public', () => {
  it.each(['', '/archive'])('is not there for anybody: versions/1.1.0%s', async (rest) => {
    for (const person of [new Person(server.url), world.owner, world.stranger.person, server.admin])
      expect((await person.get(`/v1/extensions/${world.extension}/versions/1.1.0${rest}`)).status).toBe(404)
  })

  it('shows its pictures to admins and to its publisher alone', async () => {
    const seen = async (person: Person) =>
      (await person.get(`/v1/extensions/${world.extension}/versions/1.1.0/files/icon.svg`)).status
    for (const person of [new Person(server.url), world.stranger.person]) expect(await seen(person)).toBe(404)
    for (const person of [world.owner, world.maintainer, server.admin]) expect(await seen(person)).toBe(200)
  })

  it('is in no list of anybody else', async () => {
    const { person } = world.stranger
    const seen = [
      await person.get('/v1/workspaces'),
      await person.get('/v1/tokens'),
      await person.get('/v1/me'),
      await person.get(`/v1/workspaces/${world.stranger.workspace}/installs`),
      await person.get(`/v1/publishers/${world.stranger.slug}/versions`),
    ].map(({ body }) => JSON.stringify(body))
    for (const text of seen)
      for (const secret of [world.ids.workspace, world.ids.install, world.ids.token, world.owner.email])
        expect(text).not.toContain(secret)
  })

  it('does not come with what anybody may see', async () => {
    const { body } = await new Person(server.url).get(`/v1/extensions/${world.extension}`)
    const text = JSON.stringify(body)
    for (const secret of [world.owner.email, world.ids.workspace, '1.1.0', '1.2.0']) expect(text).not.toContain(secret)
  })
})

const rightCaller = ({ access }: Route, { owner }: World): Person => {
  if (access.kind === 'anybody') return new Person(server.url)
  return access.kind === 'server-admin' ? server.admin : owner
}

describe('whoever may', () => {
  it.each(ROUTES)('is served: $name', async (route) => {
    const { status, body } = await callRoute(route, world, rightCaller(route, world))
    expect(status, JSON.stringify(body)).toBe(route.status)
  })
})

describe('a token that opens one workspace', () => {
  let other: World
  let token: Person
  beforeAll(async () => {
    other = await aWorld(server)
    token = await tokenFor(other.owner, other.ids.workspace)
  })

  const opens = ({ name, access, token: scope }: Route) =>
    access.kind === 'anybody' || (name.includes('{ws}') && scope !== 'never')

  it.each(ROUTES)('does there what its owner may, and sees what anybody sees: $name', async (route) => {
    const { status, body } = await callRoute(route, other, opens(route) ? token : rightCaller(route, other))
    expect(status, JSON.stringify(body)).toBe(route.status)
  })
})
