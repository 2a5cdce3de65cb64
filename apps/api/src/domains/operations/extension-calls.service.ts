import { randomUUID } from 'node:crypto'
import { Injectable, Logger } from '@nestjs/common'
import type { OperationDeclaration } from '@grantry/contract'
import { type CallRequest, type CallResult, GuestFault, type Stages } from '@grantry/runtime'
import { Clock } from '../../kernel/clock.ts'
import { BlobStore } from '../../platform/blobs/index.ts'
import { Metrics } from '../../platform/http/index.ts'
import type { LiveInstall } from '../grants/index.ts'
import type { WorkspaceAccess } from '../workspaces/index.ts'
import { CallRate } from './call-rate.ts'
import { toDomainError } from './guest-faults.ts'
import { guestSourceOf, toLimits } from './guest-source.ts'
import { GuestRuntime } from '../../platform/guests/index.ts'
import type { Invocation } from './invocation.ts'
import { operationsErrors } from './operations.errors.ts'
import { RecordsService } from './records.service.ts'
import { schemaIssues } from './schema-check.ts'

export interface ExtensionAnswer {
  /** JSON text, as the guest wrote it. */
  output: string
  fuelConsumed: bigint
  memoryPages: number
  stages: Stages
}

/** Runs an operation of an install: input checked, guest called under its budget, output checked, all of it recorded. */
@Injectable()
export class ExtensionCallsService {
  private readonly logger = new Logger('calls')
  private readonly rate = new CallRate()

  constructor(
    private readonly guests: GuestRuntime,
    private readonly blobs: BlobStore,
    private readonly records: RecordsService,
    private readonly metrics: Metrics,
    private readonly clock: Clock,
  ) {}

  async call(
    access: WorkspaceAccess,
    install: LiveInstall,
    operation: OperationDeclaration,
    input: unknown,
  ): Promise<ExtensionAnswer> {
    const issues = operation.input === undefined ? [] : schemaIssues(operation.input, input)
    if (issues.length > 0) throw operationsErrors.invalidInput(issues)
    this.rate.count(install.id, this.clock.now().getTime())
    const invocation: Invocation = {
      invocationId: randomUUID(),
      workspaceId: access.workspaceId,
      installId: install.id,
      extension: install.extension,
      userId: access.userId,
    }
    const answer = await this.run(invocation, {
      workspace: access.workspaceId,
      install: install.id,
      guest: guestSourceOf(install, this.blobs),
      limits: toLimits(install.manifest),
      export: operation.export,
      input: JSON.stringify(input),
      context: invocation,
    })
    this.requireOutput(invocation, operation, answer.output)
    return answer
  }

  private async run(invocation: Invocation, request: CallRequest): Promise<CallResult> {
    try {
      const result = await this.guests.runtime.call(request)
      this.measure('ok', result.fuelConsumed)
      this.logger.debug({ msg: 'an extension was called', ...invocation, ...figuresOf(result) })
      for (const [stage, ms] of Object.entries(result.stages))
        this.metrics.callSeconds.observe({ stage: stage.replace(/Ms$/, '') }, ms / 1_000)
      this.records.call(invocation, { fuel: result.fuelConsumed, pages: result.memoryPages, failed: false })
      return result
    } catch (error) {
      this.recordFailure(invocation, error)
      throw toDomainError(error)
    }
  }

  private measure(outcome: string, fuelConsumed: bigint): void {
    this.metrics.calls.inc({ outcome })
    this.metrics.fuel.inc(Number(fuelConsumed))
    this.metrics.callFuel.observe(Number(fuelConsumed))
  }

  private recordFailure(invocation: Invocation, error: unknown): void {
    const fault = error instanceof GuestFault ? error : null
    const code = fault?.code ?? 'unavailable'
    this.measure(code, fault?.fuelConsumed ?? 0n)
    this.logger.debug({ msg: 'an extension failed', ...invocation, code, err: error })
    this.records.call(invocation, { fuel: fault?.fuelConsumed ?? 0n, pages: fault?.memoryPages ?? 0, failed: true })
    this.records.hostLog(invocation, 'error', code, error instanceof Error ? error.message : 'The call failed')
  }

  private requireOutput(invocation: Invocation, operation: OperationDeclaration, output: string): void {
    if (operation.output === undefined) return
    const value: unknown = JSON.parse(output)
    // A guest may always answer with an error; only what it gives as its result is held against the schema.
    if (isErrorReply(value)) return
    const issues = schemaIssues(operation.output, value)
    if (issues.length === 0) return
    const error = operationsErrors.invalidOutput(invocation.extension, issues)
    this.records.hostLog(invocation, 'error', error.code, error.message)
    throw error
  }
}

/** What a debug line says of a call; neither its input nor its answer. */
const figuresOf = ({ fuelConsumed, memoryPages, durationMs, stages, hostCallsByMethod }: CallResult) => ({
  fuelConsumed: String(fuelConsumed),
  memoryPages,
  durationMs,
  stages,
  hostCallsByMethod,
})

const isErrorReply = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'error' in value && 'code' in value
