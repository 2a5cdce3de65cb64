import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Job, JobState } from '@grantry/contract'
import type { Answer, Person } from './person.ts'
import {
  anApprovedVersion,
  anInstall,
  freshName,
  type InstallStory,
  type PublisherStory,
  type StoryServer,
} from './stories.ts'

const CODE = join(import.meta.dirname, 'guests/worker.js')
const JOBS = ['make', 'hold', 'tell', 'stumble', 'parent', 'tree', 'ask', 'version'] as const

export const ALL_PERMISSIONS = [
  { id: 'entries.read' },
  { id: 'entries.write' },
  { id: 'jobs.run', optional: true },
] as const

export interface WorkerParts {
  id?: string
  version?: string
  permissions?: readonly { id: string; scope?: object; optional?: boolean }[]
  /** Of the jobs; default: all can be resumed. */
  resumable?: boolean
  limits?: object
}

/** The manifest and code of an extension whose jobs do what their parameters tell them. */
export async function workerPackage({ id = freshName('worker'), ...parts }: WorkerParts = {}) {
  const { version = '1.0.0', permissions = ALL_PERMISSIONS, resumable = true, limits } = parts
  const code = (await readFile(CODE, 'utf8')).replace("log('1.0.0')", `log('${version}')`)
  const folder = { type: 'object', properties: { folder: { type: 'string' } }, required: ['folder'] }
  return {
    code,
    manifest: {
      id,
      version,
      permissions: permissions.map((permission) => ({ reason: 'To work', ...permission })),
      operations: [{ type: 'action', name: 'query', export: 'query' }],
      jobs: JOBS.map((name) => ({
        name,
        export: name,
        resumable,
        title: `Job ${name}`,
        ...(name === 'make' && { params: folder }),
      })),
      ...(limits !== undefined && { limits }),
    },
  }
}

/** An installed worker, and the one for whom it works. */
export class Worker {
  constructor(
    readonly id: string,
    readonly story: InstallStory,
    /** Somewhere else to ask, for instance another server. */
    private readonly by: Person = story.person,
  ) {}

  static async install(
    server: StoryServer,
    parts: WorkerParts = {},
    options: { grants?: unknown[]; tenant?: { person: Person; workspace: string }; publisher?: PublisherStory } = {},
  ): Promise<Worker> {
    const pack = await workerPackage(parts)
    await anApprovedVersion(server, pack, options.publisher)
    return new Worker(pack.manifest.id, await anInstall(server, pack.manifest.id, options.grants, options.tenant))
  }

  /** The same, asked by somebody else or elsewhere. */
  as(person: Person): Worker {
    return new Worker(this.id, this.story, person)
  }

  get base(): string {
    return `/v1/workspaces/${this.story.workspace}`
  }

  type(name: string): string {
    return `${this.id}:${name}`
  }

  send(name: string, params?: unknown): Promise<Answer> {
    return this.by.post(`${this.base}/jobs`, { jobType: this.type(name), params })
  }

  /** @throws when it is refused */
  async dispatch(name: string, params?: unknown): Promise<Job> {
    const { status, body } = await this.send(name, params)
    if (status !== 201) throw new Error(JSON.stringify(body))
    return body
  }

  async job(id: string): Promise<Job> {
    const { status, body } = await this.by.get(`${this.base}/jobs/${id}`)
    if (status !== 200) throw new Error(JSON.stringify(body))
    return body
  }

  tell(id: string, command: 'pause' | 'resume' | 'cancel' | 'retry'): Promise<Answer> {
    return this.by.post(`${this.base}/jobs/${id}/${command}`)
  }

  /** Waits until the job is as it should be. */
  async until(id: string, isSo: (job: Job) => boolean): Promise<Job> {
    for (;;) {
      const job = await this.job(id)
      if (isSo(job)) return job
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  untilState(id: string, ...states: JobState[]): Promise<Job> {
    return this.until(id, ({ state }) => states.includes(state))
  }

  /** @returns the job when it has ended, however that is */
  untilEnded(id: string): Promise<Job> {
    return this.untilState(id, 'completed', 'failed', 'cancelled')
  }

  async run(name: string, params?: unknown): Promise<Job> {
    return this.untilEnded((await this.dispatch(name, params)).id)
  }

  async lines(id: string, query = ''): Promise<string[]> {
    const { body } = await this.by.get(`${this.base}/jobs/${id}/logs?order=oldest&limit=100${query}`)
    return body.items.map(({ message }: { message: string }) => message)
  }

  /** Makes an entry, past the guest. */
  async put(path: string): Promise<void> {
    const { status, body } = await this.by.call(this.story.workspace, 'action:entries.create.input.v1', {
      path,
      text: 'x',
    })
    if (status !== 200) throw new Error(JSON.stringify(body))
  }

  /** Names of the entries in a folder. */
  async names(folder: string): Promise<string[]> {
    const names: string[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page: Answer = await this.by.call(this.story.workspace, 'query:entries.list.v1', {
        path: folder,
        limit: 100,
        cursor,
      })
      names.push(...page.body.items.map(({ name }: { name: string }) => name))
      cursor = page.body.nextCursor
    }
    return names
  }

  grant(grants: unknown[]): Promise<Answer> {
    return this.story.person.put(`${this.base}/installs/${this.story.install.id}/grants`, { grants })
  }
}
