import { z } from 'zod'
import type { PermissionId } from '@grantry/contract'
import type { Static } from 'typebox'
import { createContext, PING_METHOD } from '../guest/context.ts'
import type { Actions, Extension, Operation, Queries } from '../guest/define-extension.ts'
import type { Job, Jobs } from '../guest/define-job.ts'
import type { HostPort, LogLevel } from '../guest/host-port.ts'
import { runJob, type JobEnd } from '../guest/run-job.ts'
import { EntryStore } from './entry-store.ts'
import { entryOperations, operation, type FakeOperation } from './entry-operations.ts'
import { TestGrants, type TestGrant } from './grants.ts'
import { JobRecorder, type JobReport, type JobRunOptions } from './job-recorder.ts'
import { OtherExtensions } from './other-extensions.ts'
import { OwnJobs } from './own-jobs.ts'
import { Refusal } from './refusal.ts'
import { checkValue, completeValue } from './schema-check.ts'

export interface TestHostOptions {
  /** Its id in `extension.json`: without it none of the jobs that are named in full, as `id:job`, is its own. */
  extension?: string
  /** What the person who installs the extension has granted; nothing by default. */
  grants?: readonly TestGrant[]
  /**
   * Operations of other extensions by their wire name; calling one needs `extensions.call`. An answer `{error, code}`
   * rejects the call, as the refusal of a real extension does. An extension that has none here is not installed.
   */
  operations?: Readonly<Record<string, (payload: unknown) => unknown>>
}

export interface LogLine {
  level: LogLevel
  message: string
}

type InputOf<O extends Operation> = Static<O['input']>
type OutputOf<O extends Operation> = Static<O['output']>
type ParamsOf<One extends Job> = One extends Job<infer Params, infer _State> ? Static<Params> : never
type StateOf<One extends Job> = One extends Job<infer _Params, infer State> ? State : never

/** An installed extension without a server: its handlers over a platform in memory. */
export interface TestHost<Q extends Queries, A extends Actions, J extends Jobs = {}> {
  /** Calls a query as the platform would: the input is checked, the handler runs, the output is checked. */
  query<Name extends keyof Q & string>(name: Name, input: InputOf<Q[Name]>): Promise<OutputOf<Q[Name]>>
  action<Name extends keyof A & string>(name: Name, input: InputOf<A[Name]>): Promise<OutputOf<A[Name]>>
  /**
   * Runs a job once, as the platform would: the parameters are checked, the job runs, and what it said is told. It goes
   * on with the state of an earlier report. A job that throws has failed; its report has what it threw as `error`, and all
   * that it had said and saved until then.
   */
  runJob<Name extends keyof J & string>(
    name: Name,
    params: ParamsOf<J[Name]>,
    options?: JobRunOptions<StateOf<J[Name]>>,
  ): Promise<JobReport<StateOf<J[Name]>>>
  grant(grant: TestGrant): void
  /** Takes effect at the next call. */
  revoke(permission: PermissionId): void
  /** The files of the workspace, to prepare them and to look at them. */
  readonly entries: EntryStore
  /** What the handlers have logged, in order. */
  readonly logs: readonly LogLine[]
}

/**
 * A platform in memory for the tests of one extension: entries, log and `ping`, with everything denied that is not
 * granted. A refused call rejects with a PlatformError, as in a real sandbox; one that the handler does not catch rejects
 * the query or action here, where a server answers it as `{"error", "code"}`.
 *
 * What this host does not know is fuel, memory, time, the size of replies and the storage of a workspace. And handlers run
 * in Node here: `Intl`, `Temporal`, `URL`, `crypto`, `structuredClone`, timers, `fetch` and locales work in a test, and
 * are not there in a sandbox.
 */
export function createTestHost<Q extends Queries, A extends Actions, J extends Jobs>(
  extension: Extension<Q, A, J>,
  options: TestHostOptions = {},
): TestHost<Q, A, J> {
  const { extension: id = 'this-extension' } = options
  const grants = new TestGrants(id)
  options.grants?.forEach((grant) => grants.grant(grant))
  const entries = new EntryStore()
  const logs: LogLine[] = []
  const platform = new Map(Object.entries({ ...entryOperations(entries, grants), [PING_METHOD]: ping }))
  const others = new OtherExtensions(options.operations ?? {}, grants)
  const port = createPort({ platform, others, logs })
  const jobs = new OwnJobs(id, extension.jobs)
  return {
    entries,
    logs,
    grant: (grant) => grants.grant(grant),
    revoke: (permission) => grants.revoke(permission),
    query: <Name extends keyof Q & string>(name: Name, input: InputOf<Q[Name]>) =>
      callOperation<Q[Name]>(port, name, extension.queries[name], input),
    action: <Name extends keyof A & string>(name: Name, input: InputOf<A[Name]>) =>
      callOperation<A[Name]>(port, name, extension.actions[name], input),
    runJob: async <Name extends keyof J & string>(
      name: Name,
      params: ParamsOf<J[Name]>,
      runOptions: JobRunOptions<StateOf<J[Name]>> = {},
    ) => {
      const recorder = new JobRecorder(grants, jobs, runOptions)
      const run = prepareJob({ ...port, job: recorder }, name, extension.jobs[name], params)
      const report = await run().then(
        (end) => recorder.report(end),
        (error: unknown) => recorder.reportThrown(error),
      )
      return report as JobReport<StateOf<J[Name]>>
    },
  }
}

/** Throws for what the platform would refuse before the job begins. */
function prepareJob(port: HostPort, name: string, called: Job | undefined, params: unknown): () => Promise<JobEnd> {
  if (called === undefined) throw new TypeError(`The extension has no job ${name}`)
  const given = throughJson(params)
  const received = called.params === undefined ? given : completeValue('invalid_params', name, called.params, given)
  return () => runJob(called, received, port)
}

async function callOperation<O extends Operation>(
  port: HostPort,
  name: string,
  called: O | undefined,
  input: unknown,
): Promise<OutputOf<O>> {
  if (called === undefined) throw new TypeError(`The extension has no operation ${name}`)
  const received = completeValue('invalid_input', name, called.input, throughJson<InputOf<O>>(input))
  const output = throughJson<OutputOf<O>>(await called.run(received, createContext(port)))
  checkValue('invalid_output', name, called.output, output)
  return output
}

interface Parts {
  platform: ReadonlyMap<string, FakeOperation>
  others: OtherExtensions
  logs: LogLine[]
}

const createPort = ({ platform, others, logs }: Parts): HostPort => ({
  abi: 1,
  log: (level, message) => void logs.push({ level, message }),
  async call(method, payload) {
    const operation = platform.get(method) ?? others.get(method)
    return settled(throughJson(await operation(throughJson(payload))))
  },
})

/** A reply as a guest gets it: in a sandbox, `{error, code}` is a refusal, whoever answered it. */
function settled(reply: unknown): unknown {
  const refusal = refusalSchema.safeParse(reply)
  if (refusal.success) throw new Refusal(refusal.data.code, refusal.data.error)
  return reply
}

const refusalSchema = z.object({ error: z.string(), code: z.string() })
const pingSchema = z.strictObject({ message: z.string(), count: z.int().optional() })
const ping = operation(pingSchema, ({ message, count = 1 }) => ({
  echo: `Pong: ${message}`,
  count,
  extension_works: true,
}))

/** What crosses the border of a sandbox is JSON: `undefined` becomes null, and nothing is shared. */
const throughJson = <T>(value: unknown): T => JSON.parse(JSON.stringify(value ?? null))
