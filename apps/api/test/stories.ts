import type { Install, Published } from '@grantry/contract'
import { type PackageParts, packageOf } from './packages.ts'
import type { Person } from './person.ts'
import type { TestServer } from './server.ts'

/** What a story needs of a server. */
export type StoryServer = Pick<TestServer, 'url' | 'admin' | 'person'>

let names = 0
/** A name that nobody else in the run has; words differ enough not to be taken for one another. */
export const freshName = (prefix: string): string => {
  names += 1
  return `${prefix}-${names}-${Math.random().toString(36).slice(2, 8)}`
}

export interface PublisherStory {
  publisher: Person
  slug: string
}

/** Somebody with a publisher organisation. */
export async function aPublisher(server: StoryServer): Promise<PublisherStory> {
  const publisher = await server.person('publisher')
  const slug = freshName('labs')
  const answer = await publisher.post('/v1/publishers', { slug, name: 'Example Labs' })
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
  return { publisher, slug }
}

/** A version in the store: published by somebody and approved by the admin. */
export async function anApprovedVersion(
  server: StoryServer,
  parts: PackageParts,
  by?: PublisherStory,
): Promise<Published> {
  const { publisher, slug } = by ?? (await aPublisher(server))
  const published = await publisher.publish(slug, packageOf(parts))
  const answer = await server.admin.post(`/v1/reviews/${published.reviewId}/approve`)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return published
}

export interface InstallStory {
  person: Person
  workspace: string
  install: Install
}

/** Somebody with a workspace in which the extension is installed. Without `grants` everything asked for is granted. */
export async function anInstall(
  server: StoryServer,
  extension: string,
  grants?: unknown[],
  tenant?: { person: Person; workspace: string },
): Promise<InstallStory> {
  const { person, workspace } = tenant ?? (await aWorkspace(server))
  const all = async () => {
    const page = await person.get(`/v1/extensions/${extension}`)
    return page.body.latest.permissions.map(({ id }: { id: string }) => ({ permission: id }))
  }
  const answer = await person.post(`/v1/workspaces/${workspace}/installs`, {
    extension,
    grants: grants ?? (await all()),
  })
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
  return { person, workspace, install: answer.body }
}

export async function aWorkspace(server: StoryServer): Promise<{ person: Person; workspace: string }> {
  const person = await server.person()
  const answer = await person.post('/v1/workspaces', { name: 'Lab' })
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
  return { person, workspace: answer.body.id }
}
