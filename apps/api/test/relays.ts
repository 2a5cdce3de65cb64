import type { Answer, Person } from './person.ts'
import type { TestServer } from './server.ts'
import { anApprovedVersion, anInstall, aPublisher, aWorkspace, type PublisherStory } from './stories.ts'

/** A guest that does what it is told: calls somebody, who may be told to call somebody else. */
const CODE = `
async function attempt(work) {
  try {
    return { reply: await work() }
  } catch (error) {
    return { code: error.code, error: error.message }
  }
}
export const go = async ({ call, input, burn = 0, log }) => {
  for (let spun = 0; spun < burn; spun++);
  if (log !== undefined) console.info(log)
  return call === undefined ? { done: true } : attempt(() => grantry.call(call, input))
}
export const all = async ({ calls }) => Promise.all(calls.map(({ call, input }) => attempt(() => grantry.call(call, input))))
export const strict = async ({ text }) => (text === 'lie' ? 42 : { text })
export const fail = async () => { throw new Error('as it was told') }
export const spin = async () => { for (;;); }
`

export interface RelayParts {
  permissions?: readonly { id: string; scope?: object; optional?: boolean }[]
  manifest?: Record<string, unknown>
  version?: string
}

// oxlint-disable-next-line typescript/no-explicit-any -- looked into by assertions, like every answer
type Reply = any

/** Extensions in one workspace that call each other. */
export class Relays {
  readonly installs = new Map<string, string>()

  private constructor(
    readonly server: TestServer,
    readonly publisher: PublisherStory,
    readonly person: Person,
    readonly workspace: string,
  ) {}

  static async open(server: TestServer): Promise<Relays> {
    const { person, workspace } = await aWorkspace(server)
    return new Relays(server, await aPublisher(server), person, workspace)
  }

  /** Publishes, approves and installs one. Without `grants` everything it asks for is granted. */
  async add(
    id: string,
    { permissions = [], manifest = {}, version }: RelayParts = {},
    grants?: unknown[],
  ): Promise<void> {
    const requests = permissions.map((permission) => ({ reason: 'To try what happens', ...permission }))
    const text = { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] }
    const operations = [
      ...['go', 'all', 'fail', 'spin'].map((name) => ({ type: 'query', name, export: name })),
      { type: 'action', name: 'act', export: 'go' },
      { type: 'query', name: 'strict', export: 'strict', input: text, output: text },
    ]
    const parts = {
      code: CODE,
      manifest: { id, version: version ?? '1.0.0', operations, permissions: requests, ...manifest },
    }
    await anApprovedVersion(this.server, parts, this.publisher)
    await this.install(id, grants)
  }

  async install(id: string, grants?: unknown[]): Promise<void> {
    const { install } = await anInstall(this.server, id, grants, this)
    this.installs.set(id, install.id)
  }

  base(id: string): string {
    return `/v1/workspaces/${this.workspace}/installs/${this.installs.get(id)}`
  }

  call(method: string, input: unknown, by: Person = this.person): Promise<Answer> {
    return by.call(this.workspace, method, input)
  }

  /** What a relay answered. @throws when it failed itself */
  async ask(method: string, input: unknown, by: Person = this.person): Promise<Reply> {
    const { status, body } = await this.call(method, input, by)
    if (status !== 200) throw new Error(JSON.stringify(body))
    return body
  }

  async grant(id: string, grants: unknown[]): Promise<void> {
    const answer = await this.person.put(`${this.base(id)}/grants`, { grants })
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  }

  async usageOf(id: string): Promise<Reply> {
    return (await this.person.get(`${this.base(id)}/usage`)).body
  }

  async logsOf(id: string): Promise<Reply[]> {
    return (await this.person.get(`${this.base(id)}/logs`)).body.items
  }
}

/** Through each of these in turn, and at the end a call of the platform, or nothing. */
export function through(path: readonly string[], last?: { call: string; input: unknown }): unknown {
  return path.reduceRight<unknown>(
    (input, id, index) =>
      index === path.length - 1 ? (last ?? {}) : { call: `query:${path[index + 1]}:go.v1`, input },
    {},
  )
}

/** What the last one was answered, from the answer of the first. */
export function innermost(answer: Reply): Reply {
  return answer?.reply !== undefined && ('reply' in answer.reply || 'code' in answer.reply)
    ? innermost(answer.reply)
    : answer
}

export const mayCall = (...operations: string[]) => ({ id: 'extensions.call', scope: { operations } })
