import { randomUUID } from 'node:crypto'
import {
  coreOperationName,
  type JobDeclaration,
  type JsonSchema,
  type Manifest,
  type OperationDeclaration,
  qualifiedName,
  type ScopedPermission,
  type TrialCall,
  type TrialEvidence,
  type WorkspaceId,
  workspaceIdSchema,
} from '@grantry/contract'
import {
  type CallFigures,
  effectiveRights,
  GuestFault,
  type GuestSource,
  type Limits,
  NO_FIGURES,
  type Runtime,
  RuntimeUnavailable,
} from '@grantry/runtime'
import {
  type CoreOperation,
  type CoreRegistry,
  entriesOperations,
  pingOperations,
  completeValue,
  schemaIssues,
} from '../operations/index.ts'
import { EvidenceRoom } from './evidence-room.ts'
import { sampleOf, type Samples } from './sample-input.ts'
import { ScratchEntries } from './scratch-entries.ts'
import { shortened } from './shortened.ts'
import { TrialHost, type TrialPlatform } from './trial-host.ts'
import { trialJobPort } from './trial-job-port.ts'

/** Operations and jobs are tried until this has passed; the rest is written down as not called. */
const TRIAL_MS = 60_000
const SAMPLES = ['least', 'most'] as const
const SAMPLE_TEXT = 'This is a sample of a trial run.\nIt has two lines, 12.50 € and a date: 2026-01-31.\n'

export interface TrialSubject {
  manifest: Manifest
  guest: GuestSource
  limits: Limits
}

type Tried =
  | { kind: 'operation'; declaration: OperationDeclaration; schema: JsonSchema | undefined }
  | { kind: 'job'; declaration: JobDeclaration; schema: JsonSchema | undefined }

/**
 * One version in a workspace of its own that exists nowhere but here: everything it offers is called with inputs made
 * from its schemas, under every permission it asks for, against a platform that writes down and has only scratch data.
 */
export class Tryout {
  private readonly workspaceId: WorkspaceId = workspaceIdSchema.parse(randomUUID())
  private readonly installId = randomUUID()
  private readonly hosts: TrialHost[] = []
  private readonly room = new EvidenceRoom()
  private readonly platform: TrialPlatform
  private readonly samples: Samples

  constructor(
    private readonly runtime: Runtime,
    registry: CoreRegistry,
    private readonly subject: TrialSubject,
  ) {
    const { manifest } = subject
    const entries = new ScratchEntries()
    const [path = '/sample.txt'] = samplePaths(manifest)
    const ids = [...new Set([path, ...samplePaths(manifest)])].map((each) => entries.add(each, SAMPLE_TEXT))
    this.samples = { path, id: ids[0] ?? this.installId }
    const requested = manifest.permissions.map(({ id, scope }) => ({ id, scope }) as ScopedPermission)
    this.platform = {
      workspaceId: this.workspaceId,
      rights: effectiveRights({
        extension: manifest.id,
        requested,
        reviewed: requested,
        grants: requested.map((permission) => ({ ...permission, effect: 'allow', expiresAt: null })),
        now: new Date(),
      }),
      scratch: byName([...pingOperations(), ...entriesOperations(entries)]),
      registry,
    }
  }

  /** @throws RuntimeUnavailable when this server cannot run it now */
  async run(): Promise<TrialEvidence> {
    const { manifest } = this.subject
    const all: Tried[] = [
      ...manifest.operations.map((declaration): Tried => ({
        kind: 'operation',
        declaration,
        schema: declaration.input,
      })),
      ...manifest.jobs.map((declaration): Tried => ({ kind: 'job', declaration, schema: declaration.params })),
    ]
    const end = AbortSignal.timeout(TRIAL_MS)
    const calls: TrialCall[] = []
    try {
      for (const tried of all) for (const call of this.inputsOf(tried)) calls.push(await this.call(tried, call, end))
    } finally {
      await this.runtime.discardData(this.workspaceId, this.installId)
    }
    return { calls, permissions: this.permissionUses() }
  }

  /** At most two: what is required, and everything; one where there is no difference. */
  private inputsOf({ schema }: Tried): { sample: TrialCall['sample']; input: unknown }[] {
    const inputs = SAMPLES.map((sample) => ({ sample, input: sampleOf(schema, sample, this.samples) }))
    const [least, most] = inputs.map(({ input }) => JSON.stringify(input))
    return least === most ? inputs.slice(0, 1) : inputs
  }

  private async call(
    tried: Tried,
    { sample, input }: { sample: TrialCall['sample']; input: unknown },
    end: AbortSignal,
  ): Promise<TrialCall> {
    const host = new TrialHost(this.platform, this.room)
    this.hosts.push(host)
    const { value, issues } =
      tried.schema === undefined ? { value: input, issues: [] } : completeValue(tried.schema, input)
    const text = JSON.stringify(value)
    const begun = {
      name: qualifiedName(this.subject.manifest.id, tried.declaration.name),
      kind: tried.kind === 'job' ? ('job' as const) : tried.declaration.type,
      sample,
      input: shortened(text),
    }
    const obstacle =
      issues.length > 0
        ? 'No input could be made that its schema allows'
        : end.aborted
          ? 'The trial took too long'
          : null
    const ended = obstacle === null ? await this.ending(tried, text, host, end) : notCalled(obstacle)
    const told = { ...begun, ...ended }
    const kept = this.room.take(told) ? told : withoutTexts(told)
    return { ...kept, hostCallCount: host.callCount, hostCalls: host.calls, logs: host.logs }
  }

  private async ending(tried: Tried, input: string, host: TrialHost, end: AbortSignal): Promise<Ending> {
    try {
      return tried.kind === 'job'
        ? await this.runJob(tried.declaration, input, host, end)
        : await this.callOperation(tried.declaration, input, host, end)
    } catch (error) {
      if (error instanceof RuntimeUnavailable && error.code === 'shutting_down') throw error
      if (end.aborted) return notCalled('The trial took too long')
      return failed(error)
    }
  }

  private async callOperation(
    operation: OperationDeclaration,
    input: string,
    host: TrialHost,
    signal: AbortSignal,
  ): Promise<Ending> {
    const result = await this.runtime.call({ ...this.where(), export: operation.export, input, context: host, signal })
    const value: unknown = JSON.parse(result.output)
    const error = errorReply(value)
    const issues = operation.output === undefined || error !== null ? [] : schemaIssues(operation.output, value)
    return {
      ending: error === null ? 'answered' : 'answered_error',
      code: error?.code ?? null,
      message: error?.message ?? null,
      output: shortened(result.output),
      outputIssues: issues.map(({ path, message }) => `${path}: ${message}`),
      ...figuresOf(result),
    }
  }

  private async runJob(job: JobDeclaration, params: string, host: TrialHost, signal: AbortSignal): Promise<Ending> {
    const { manifest, limits } = this.subject
    const run = this.runtime.runJob({
      ...this.where(),
      job: job.name,
      jobId: randomUUID(),
      capabilities: manifest.permissions.map(({ id }) => id),
      params,
      state: null,
      budget: { fuel: limits.fuel },
      port: trialJobPort(host),
      context: host,
      signal,
    })
    const { exit, message, ...figures } = await run.outcome
    return {
      ending: exit === 'failed' ? 'failed' : 'answered',
      code: exit === 'failed' ? 'job_failed' : null,
      message: message === undefined ? null : shortened(message),
      output: null,
      outputIssues: [],
      ...figuresOf(figures),
    }
  }

  private where() {
    const { guest, limits } = this.subject
    return { workspace: this.workspaceId, install: this.installId, guest, limits }
  }

  private permissionUses(): TrialEvidence['permissions'] {
    const requested = this.subject.manifest.permissions.map(({ id }) => id)
    const used = this.hosts.flatMap(({ permissionUses }) => [...permissionUses.keys()])
    return [...new Set([...requested, ...used])].map((permission) => {
      const uses = this.hosts.map(({ permissionUses }) => permissionUses.get(permission))
      return {
        permission,
        requested: requested.includes(permission),
        allowed: uses.reduce((sum, use) => sum + (use?.allowed ?? 0), 0),
        denied: uses.reduce((sum, use) => sum + (use?.denied ?? 0), 0),
      }
    })
  }
}

type Ending = Omit<TrialCall, 'name' | 'kind' | 'sample' | 'input' | 'hostCallCount' | 'hostCalls' | 'logs'>

const byName = (operations: readonly CoreOperation[]): Map<string, CoreOperation> =>
  new Map(
    operations.flatMap((operation) => [
      [operation.name, operation] as const,
      [coreOperationName(operation.type, operation.name), operation] as const,
    ]),
  )

/** A file in each place that the manifest asks for, so that there is something to be read. */
const samplePaths = ({ permissions }: Manifest): string[] =>
  permissions.flatMap(({ scope }) =>
    'paths' in scope ? scope.paths.map((pattern) => pattern.replace(/\*{1,2}$/, 'sample.txt')) : [],
  )

const figuresOf = ({
  fuelConsumed,
  memoryPages,
  durationMs,
}: Pick<CallFigures, 'fuelConsumed' | 'memoryPages' | 'durationMs'>) => ({
  fuelConsumed: String(fuelConsumed),
  memoryPages,
  durationMs,
})

function failed(error: unknown): Ending {
  const figures = error instanceof GuestFault ? error : NO_FIGURES
  const code = error instanceof GuestFault || error instanceof RuntimeUnavailable ? error.code : 'internal_error'
  return {
    ending: 'failed',
    code,
    message: error instanceof Error ? shortened(error.message) : 'It failed',
    output: null,
    outputIssues: [],
    ...figuresOf(figures),
  }
}

/** How a call ended, without what was said: there is no room for that any more. */
const withoutTexts = <T extends Pick<TrialCall, 'input' | 'output' | 'message' | 'outputIssues'>>(call: T): T => ({
  ...call,
  input: '…',
  output: call.output === null ? null : '…',
  message: call.message === null ? null : '…',
  outputIssues: call.outputIssues.length === 0 ? [] : ['…'],
})

const notCalled = (message: string): Ending => ({
  ending: 'not_called',
  code: null,
  message,
  output: null,
  outputIssues: [],
  ...figuresOf(NO_FIGURES),
})

function errorReply(value: unknown): { code: string; message: string } | null {
  if (typeof value !== 'object' || value === null || !('error' in value) || !('code' in value)) return null
  return { code: shortened(String(value.code)), message: shortened(String(value.error)) }
}
