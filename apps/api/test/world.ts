import { type Published, type TokenScope, WORKSPACE_TOKEN_SCOPES, type WorkspaceRole } from '@grantry/contract'
import { file, tgz } from './archives.ts'
import { manifestOf } from './packages.ts'
import { Person } from './person.ts'
import type { TestServer } from './server.ts'
import { freshName } from './stories.ts'

/** Two tenants who have nothing to do with each other, and everything that one of them has. */
export interface World {
  server: TestServer
  /** Owner of the publisher and of the workspace, and whoever else belongs to them. */
  owner: Person
  maintainer: Person
  members: Record<Exclude<WorkspaceRole, 'owner'>, Person>
  ids: {
    workspace: string
    install: string
    leaver: string
    maintainer: string
    token: string
    /** Of a member, and for the workspace alone. */
    workspaceToken: string
    /** Of the owner, in another browser. */
    session: string
    /** Completed. */
    job: string
    schedule: string
    /** Of the priced extension, with two prices. */
    plan: string
    prices: [string, string]
    /** Of the extension, by the member. */
    rating: string
    /** Of that plan, and not paid yet. */
    purchase: string
  }
  slug: string
  extension: string
  /** Another extension, which costs something. */
  priced: string
  /** Installed, and of another publisher. */
  borrowed: string
  /** Approved, and two that wait. */
  versions: { approved: Published; waiting: Published; hopeless: Published }
  /** A token of the owner with these scopes and no others. */
  tokenOf: (scopes: readonly TokenScope[]) => Promise<Person>
  /** The other tenant, with a publisher and a workspace of its own. */
  stranger: { person: Person; workspace: string; slug: string }
}

export const WORLD_GRANT = { permission: 'entries.read', scope: { paths: ['/notes/**'] } }

/** On a server with somebody to pay to. */
export async function aWorld(server: TestServer): Promise<World> {
  const owner = await server.person('owner')
  const [maintainer, admin, member, viewer] = await Promise.all([
    server.person('maintainer'),
    server.person('admin'),
    server.person('member'),
    server.person('viewer'),
  ])
  const slug = freshName('house')
  await made(owner.post('/v1/publishers', { slug, name: 'House' }))
  const team = await made(owner.post(`/v1/publishers/${slug}/members`, { email: maintainer.email, role: 'maintainer' }))
  const extension = freshName('thing')
  const approved = await owner.publish(slug, archiveOf(extension, '1.0.0'))
  await made(server.admin.post(`/v1/reviews/${approved.reviewId}/approve`))
  const waiting = await owner.publish(slug, archiveOf(extension, '1.1.0'))
  const hopeless = await owner.publish(slug, archiveOf(extension, '1.2.0'))
  const workspace: string = (await made(owner.post('/v1/workspaces', { name: 'House' }))).id
  const roles = { admin, member, viewer }
  for (const [role, person] of Object.entries(roles))
    await made(owner.post(`/v1/workspaces/${workspace}/members`, { email: person.email, role }))
  const install = await made(owner.post(`/v1/workspaces/${workspace}/installs`, { extension, grants: [WORLD_GRANT] }))
  const job = await aCompletedJob(owner, workspace, `${extension}:work`)
  const yearly = { jobType: `${extension}:work`, cron: '0 0 1 1 *' }
  const schedule = await made(owner.post(`/v1/workspaces/${workspace}/schedules`, yearly))
  const { priced, plan } = await aPricedExtension(server, owner, slug)
  const purchase = await made(owner.post(`/v1/workspaces/${workspace}/purchases`, { price: plan.prices[1].id }))
  const token = await made(owner.post('/v1/tokens', { name: 'tool' }))
  const workspaceToken = await made(member.post(`/v1/workspaces/${workspace}/tokens`, { name: 'robot' }))
  const { email } = await server.person('leaver')
  const leaver = await made(owner.post(`/v1/workspaces/${workspace}/members`, { email, role: 'viewer' }))
  const { id: rating } = await made(member.put(`/v1/extensions/${extension}/ratings/own`, { stars: 4, text: 'Good.' }))
  const borrowed = await aBorrowedExtension(server)
  await made(owner.post(`/v1/workspaces/${workspace}/installs`, { extension: borrowed, grants: [WORLD_GRANT] }))
  return {
    server,
    owner,
    maintainer,
    members: roles,
    ids: {
      workspace,
      install: install.id,
      leaver: leaver.userId,
      maintainer: team.userId,
      token: token.id,
      workspaceToken: workspaceToken.id,
      session: await anotherSession(owner),
      job,
      schedule: schedule.id,
      plan: plan.id,
      prices: plan.prices.map(({ id }: { id: string }) => id),
      rating,
      purchase: purchase.id,
    },
    slug,
    extension,
    priced,
    borrowed,
    versions: { approved, waiting, hopeless },
    tokenOf: (scopes) => tokenOf(owner, scopes),
    stranger: await aStranger(server),
  }
}

async function aPricedExtension(server: TestServer, owner: Person, slug: string) {
  const priced = freshName('dear')
  const { reviewId } = await owner.publish(slug, archiveOf(priced, '1.0.0'))
  await made(server.admin.post(`/v1/reviews/${reviewId}/approve`))
  const prices = ['month', 'year'].map((interval) => ({ amountMinor: 900, currency: 'eur', interval }))
  const body = { kind: 'subscription', name: 'Team', prices }
  return { priced, plan: await made(owner.post(`/v1/publishers/${slug}/extensions/${priced}/plans`, body)) }
}

async function aBorrowedExtension(server: TestServer): Promise<string> {
  const neighbour = await server.person('neighbour')
  const slug = freshName('neighbour')
  await made(neighbour.post('/v1/publishers', { slug, name: 'Neighbour' }))
  const extension = freshName('borrowed')
  const { reviewId } = await neighbour.publish(slug, archiveOf(extension, '1.0.0'))
  await made(server.admin.post(`/v1/reviews/${reviewId}/approve`))
  return extension
}

async function aCompletedJob(owner: Person, workspace: string, jobType: string): Promise<string> {
  const { id } = await made(owner.post(`/v1/workspaces/${workspace}/jobs`, { jobType }))
  while ((await made(owner.get(`/v1/workspaces/${workspace}/jobs/${id}`))).state !== 'completed') continue
  return id
}

async function anotherSession(person: Person): Promise<string> {
  await Person.signIn(person.url, { email: person.email, password: 'a long password' })
  const { items } = await made(person.get('/v1/account/sessions'))
  return items.find(({ current }: { current: boolean }) => !current).id
}

export async function tokenOf(person: Person, scopes: readonly TokenScope[]): Promise<Person> {
  const { token } = await made(person.post('/v1/tokens', { name: 'tool', scopes }))
  return Person.withToken(person.url, token)
}

/** A token that opens one workspace, with every scope that such a one can have. */
export async function tokenFor(person: Person, workspace: string): Promise<Person> {
  const body = { name: 'robot', scopes: WORKSPACE_TOKEN_SCOPES }
  const { token } = await made(person.post(`/v1/workspaces/${workspace}/tokens`, body))
  return Person.withToken(person.url, token)
}

async function aStranger(server: TestServer): Promise<World['stranger']> {
  const person = await server.person('stranger')
  const slug = freshName('street')
  await made(person.post('/v1/publishers', { slug, name: 'Street' }))
  const workspace = (await made(person.post('/v1/workspaces', { name: 'House' }))).id
  return { person, workspace, slug }
}

/** Something with a picture, an operation of each kind and a permission. */
export function archiveOf(id: string, version: string): Buffer {
  const code = `export const look = () => '${version}'; export const act = () => '${version}'; export const work = () => 0`
  const manifest = manifestOf({
    code,
    manifest: {
      id,
      version,
      icon: 'icon.svg',
      operations: [
        { type: 'query', name: 'look', export: 'look' },
        { type: 'action', name: 'act', export: 'act' },
      ],
      jobs: [{ name: 'work', export: 'work', resumable: true }],
      permissions: [{ id: 'entries.read', reason: 'To read notes', scope: { paths: ['/notes/**'] } }],
    },
  })
  const icon = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1H0z"/></svg>'
  return tgz(file('extension.json', JSON.stringify(manifest)), file('extension.js', code), file('icon.svg', icon))
}

async function made(answer: ReturnType<Person['get']>) {
  const { status, body } = await answer
  if (status >= 300) throw new Error(JSON.stringify(body))
  return body
}
