import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Answer, Person } from './person.ts'
import type { TestServer } from './server.ts'
import { anApprovedVersion, anInstall, type InstallStory } from './stories.ts'

const CODE = join(import.meta.dirname, 'guests/proxy.js')

/** What a guest was answered: a reply, or the code and words of a refusal. */
// oxlint-disable-next-line typescript/no-explicit-any -- looked into by assertions, like every answer
export type HostAnswer = { reply: any; code?: undefined } | { reply?: undefined; code: string; error: string }

export interface ProxyParts {
  id: string
  permissions?: { id: string; scope?: object; optional?: boolean }[]
  version?: string
}

/** The manifest and code of an extension that makes the host calls it is told to make. */
export async function proxyPackage({ id, permissions = [], version = '1.0.0' }: ProxyParts) {
  const operations = ['ask', 'ask_all', 'create_many'].map((name) => ({ type: 'query', name, export: name }))
  const requests = permissions.map((permission) => ({ reason: 'To try what happens', ...permission }))
  const limits = { deadlineMs: 60_000, fuel: 10_000_000_000 }
  return {
    code: await readFile(CODE, 'utf8'),
    manifest: {
      id,
      version,
      operations: [...operations, { type: 'action', name: 'act', export: 'ask' }],
      permissions: requests,
      limits,
    },
  }
}

/** An installed proxy and the one who may speak through it. */
export class Proxy {
  constructor(
    readonly id: string,
    readonly story: InstallStory,
  ) {}

  /** Without `grants` everything it asks for is granted. */
  static async install(server: TestServer, parts: ProxyParts, grants?: unknown[]): Promise<Proxy> {
    await anApprovedVersion(server, await proxyPackage(parts))
    return new Proxy(parts.id, await anInstall(server, parts.id, grants))
  }

  get base(): string {
    return `/v1/workspaces/${this.story.workspace}/installs/${this.story.install.id}`
  }

  /** One host call on behalf of somebody, by default of whoever installed it. */
  async ask(method: string, payload: unknown, by: Person = this.story.person): Promise<HostAnswer> {
    return (await this.call('ask', { method, payload }, by)).body
  }

  async askAll(calls: { method: string; payload: unknown }[]): Promise<HostAnswer[]> {
    return (await this.call('ask_all', calls)).body
  }

  async call(operation: string, input: unknown, by: Person = this.story.person): Promise<Answer> {
    const answer = await by.call(this.story.workspace, `${this.id}:${operation}`, input)
    if (answer.status !== 200) throw new Error(`The proxy itself failed: ${JSON.stringify(answer.body)}`)
    return answer
  }

  async grant(grants: unknown[]): Promise<Answer> {
    return this.story.person.put(`${this.base}/grants`, { grants })
  }

  /** A file of the workspace, made by the person and past the guest. */
  async file(path: string, text = `content of ${path}`): Promise<{ id: string; path: string }> {
    const answer = await this.story.person.call(this.story.workspace, 'action:entries.create.input.v1', { path, text })
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    return answer.body
  }

  async paths(folder = '/'): Promise<string[]> {
    const { body } = await this.story.person.call(this.story.workspace, 'query:entries.list.v1', {
      path: folder,
      limit: 100,
    })
    return body.items.map(({ path }: { path: string }) => path)
  }
}
