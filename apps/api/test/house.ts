import { setTimeout as delay } from 'node:timers/promises'
import { packageOf } from './packages.ts'
import { type Answer, Person } from './person.ts'
import { ADMIN } from './server.ts'

export const DEEDS = ['publish', 'approve', 'install'] as const
export type Deed = (typeof DEEDS)[number]

const SLUG = 'house'
const ACCOUNT = { email: 'ada@example.org', password: 'a long password' }
/** What somebody is told who does again what is done. */
const DONE_ALREADY = ['version_exists', 'review_decided', 'already_installed']

/**
 * Somebody who publishes, has things approved and installs them, on a server that may die in the middle, and who
 * remembers what the server has said is done.
 */
export class House {
  private readonly done: { deed: Deed; extension: string }[] = []
  private readonly written: string[] = []

  private constructor(
    private readonly url: string,
    private readonly owner: Person,
    private readonly admin: Person,
    readonly workspace: string,
  ) {}

  static async open(url: string): Promise<House> {
    const owner = await Person.signUp(url, { ...ACCOUNT, name: 'Ada' })
    await owner.post('/v1/publishers', { slug: SLUG, name: 'House' })
    const workspace = (await owner.post('/v1/workspaces', { name: 'Lab' })).body.id
    return new House(url, owner, await Person.signIn(url, ADMIN), workspace)
  }

  call(method: string, input: unknown): Promise<Answer> {
    return this.owner.call(this.workspace, method, input)
  }

  /** Calls of extensions that the server has taken and not answered. */
  async callsUnderWay(): Promise<number> {
    const metrics = await (await fetch(`${this.url}/metrics`)).text()
    const gauges = metrics.matchAll(/^grantry_calls_(?:active|waiting) (\d+)$/gm)
    return [...gauges].reduce((sum, [, calls]) => sum + Number(calls), 0)
  }

  /** Brings an extension to where the deed is the next one. */
  async prepare(deed: Deed, extension: string): Promise<void> {
    for (const before of DEEDS.slice(0, DEEDS.indexOf(deed))) await this.finish(before, extension)
  }

  /** Null when the connection broke: then nobody has said anything. */
  async attempt(deed: Deed, extension: string): Promise<Answer | null> {
    const answer = await unlessBroken(this.perform(deed, extension))
    if (answer !== null && answer.status < 300) this.done.push({ deed, extension })
    return answer
  }

  /** Does a deed that may be done already, its answer lost; again, when it is told to try again. */
  async finish(deed: Deed, extension: string): Promise<void> {
    let answer = await this.perform(deed, extension)
    while (answer.status === 503) {
      await delay(100)
      answer = await this.perform(deed, extension)
    }
    if (answer.status >= 300 && !DONE_ALREADY.includes(answer.body.code))
      throw new Error(`${deed} ${extension}: ${JSON.stringify(answer.body)}`)
    this.done.push({ deed, extension })
  }

  /** Writes one file after the other until the connection breaks, or `over`. */
  async write(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      const path = `/written/${this.written.length}-${Math.random()}`
      const answer = await unlessBroken(this.call('action:entries.create.input.v1', { path, text: path }))
      if (answer === null) return
      if (answer.status === 200) this.written.push(path)
    }
  }

  /** What was said to be done and is not; empty when all is well. */
  async missing(): Promise<string[]> {
    const { body: versions } = await this.owner.get(`/v1/publishers/${SLUG}/versions?limit=100`)
    const { body: installs } = await this.owner.get(`/v1/workspaces/${this.workspace}/installs?limit=100`)
    const known = <Item extends { extension: string; status: string }>(items: Item[], extension: string) =>
      items.find((item) => item.extension === extension)?.status
    const lost = this.done.filter(({ deed, extension }) => {
      if (deed === 'install') return known(installs.items, extension) !== 'active'
      const status = known(versions.items, extension)
      return deed === 'approve' ? status !== 'approved' : status === undefined
    })
    return [...lost.map(({ deed, extension }) => `${deed} ${extension}`), ...(await this.missingFiles())]
  }

  private async missingFiles(): Promise<string[]> {
    const there = new Set<string>()
    for (let cursor: string | null | undefined; cursor !== null;) {
      const { body }: Answer = await this.call('query:entries.list.v1', { path: '/written', limit: 100, cursor })
      for (const { path } of body.items) there.add(path)
      cursor = body.nextCursor
    }
    return this.written.filter((path) => !there.has(path))
  }

  private async perform(deed: Deed, extension: string): Promise<Answer> {
    if (deed === 'publish') return this.owner.upload(SLUG, archiveOf(extension))
    if (deed === 'approve') return this.admin.post(`/v1/reviews/${await this.reviewOf(extension)}/approve`)
    const grants = [{ permission: 'entries.read' }]
    return this.owner.post(`/v1/workspaces/${this.workspace}/installs`, { extension, grants })
  }

  private async reviewOf(extension: string): Promise<string> {
    const { items } = (await this.owner.get(`/v1/publishers/${SLUG}/versions?limit=100`)).body
    return items.find((version: { extension: string }) => version.extension === extension).review.id
  }
}

async function unlessBroken<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (error instanceof TypeError) return null // the way in which fetch says it
    throw error
  }
}

/** With many files, so that there is much to be in the middle of. */
function archiveOf(id: string): Buffer {
  const files = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [`data/${index}.txt`, `${id} ${index}`.repeat(100)]),
  )
  const operations = ['answer', 'linger'].map((name) => ({ type: 'query', name, export: name }))
  const permissions = [{ id: 'entries.read', reason: 'To work' }]
  const code = `
    export const answer = () => '${id}'
    export async function linger({ ms }) {
      const until = Date.now() + ms
      while (Date.now() < until) await grantry.call('query:test.ping.v1', { message: 'still here' })
      return '${id}'
    }
  `
  return packageOf({ code, files, manifest: { id, operations, permissions } })
}
