import { Injectable, Logger } from '@nestjs/common'
import type { OperationDeclaration } from '@grantry/contract'
import {
  type CallFigures,
  type CallRequest,
  type CallResult,
  GuestFault,
  type Loan,
  NO_FIGURES,
  type Stages,
} from '@grantry/runtime'
import { Clock } from '../../kernel/clock.ts'
import { BlobStore } from '../../platform/blobs/index.ts'
import { Metrics } from '../../platform/http/index.ts'
import type { LiveInstall } from '../grants/index.ts'
import { type Admission, PaidUse } from '../purchases/index.ts'
import { CallRate } from './call-rate.ts'
import { FuelShares } from './fuel-shares.ts'
import { toDomainError } from './guest-faults.ts'
import { guestSourceOf, toLimits } from './guest-source.ts'
import { GuestRuntime } from '../../platform/guests/index.ts'
import { type Invocation, methodsOf } from './invocation.ts'
import { operationsErrors } from './operations.errors.ts'
import { RecordsService } from './records.service.ts'
import { completeValue, schemaIssues } from './schema-check.ts'

export interface ExtensionAnswer {
  /** JSON text, as the guest wrote it. */
  output: string
  /** With what the calls used that were made for it. */
  fuelConsumed: bigint
  memoryPages: number
  stages: Stages
  /** Who used how much of the fuel, in the whole chain so far. */
  shares: FuelShares
}

export interface ExtensionCall {
  input: unknown
  /** The account of the guest that calls; absent for a person. */
  loan?: Loan
}

/** Runs an operation of an install: input checked, guest called under its budget, output checked, all of it recorded. */
@Injectable()
export class ExtensionCallsService {
  private readonly logger = new Logger('calls')
  private readonly rate = new CallRate()

  constructor(
    private readonly guests: GuestRuntime,
    private readonly blobs: BlobStore,
    private readonly uses: PaidUse,
    private readonly records: RecordsService,
    private readonly metrics: Metrics,
    private readonly clock: Clock,
  ) {}

  async call(
    chain: Invocation,
    install: LiveInstall,
    operation: OperationDeclaration,
    { input: given, loan }: ExtensionCall,
  ): Promise<ExtensionAnswer> {
    const shares = chain.shares ?? new FuelShares()
    const limits = toLimits(install.manifest)
    const bounded = { limits, ...(loan !== undefined && { loan }) }
    const input = completeInput(operation, given, limits.inputBytes, (fault) => toDomainError(fault, bounded, shares))
    this.rate.count(install.id, this.clock.now().getTime())
    const invocation: Invocation = { ...chain, shares }
    const admission = await this.uses.admit(install, { userId: chain.userId, key: keyOf(chain), fuel: limits.fuel })
    const answer = await this.run(
      invocation,
      { shares, admission },
      {
        workspace: chain.workspaceId,
        install: install.id,
        guest: guestSourceOf(install, this.blobs),
        limits: { ...limits, fuel: admission.fuel },
        export: operation.export,
        input,
        context: invocation,
        ...(loan !== undefined && { loan }),
      },
    )
    this.requireOutput(invocation, operation, answer.output)
    return { ...answer, shares }
  }

  private async run(
    invocation: Invocation,
    { shares, admission }: { shares: FuelShares; admission: Admission },
    request: CallRequest,
  ): Promise<CallResult> {
    const before = shares.total
    // What a call used itself: the calls made for it have added theirs by then.
    const takeShare = (total: bigint): bigint => {
      const own = total - (shares.total - before)
      const share = own > 0n ? own : 0n // of a call that was lost nobody knows what it used
      shares.add(invocation.extension, share)
      return share
    }
    try {
      const result = await this.guests.runtime.call(request)
      const own = takeShare(result.fuelConsumed)
      await admission.end('answered', own)
      this.measure('ok', { total: result.fuelConsumed, own })
      this.logger.debug({ msg: 'an extension was called', ...traceOf(invocation), ...figuresOf(result) })
      this.measureStages(result.stages)
      this.records.call(invocation, { fuel: own, pages: result.memoryPages, stages: result.stages, failed: false })
      return result
    } catch (error) {
      this.recordFailure(invocation, error, takeShare)
      await admission.end('failed', 0n)
      const isOutOfFuel = error instanceof GuestFault && error.code === 'fuel_exhausted'
      throw (isOutOfFuel ? admission.capReached() : null) ?? toDomainError(error, request, shares)
    }
  }

  private measure(outcome: string, fuel: { total: bigint; own: bigint }): void {
    this.metrics.calls.inc({ outcome })
    this.metrics.fuel.inc(Number(fuel.own))
    this.metrics.callFuel.observe(Number(fuel.total))
  }

  private measureStages(stages: Stages): void {
    for (const [stage, ms] of Object.entries(stages))
      this.metrics.callSeconds.observe({ stage: stage.replace(/Ms$/, '') }, ms / 1_000)
  }

  private recordFailure(invocation: Invocation, error: unknown, takeShare: (total: bigint) => bigint): void {
    const fault = error instanceof GuestFault ? error : null
    const code = fault?.code ?? 'unavailable'
    const figures = fault ?? NO_FIGURES
    const own = takeShare(figures.fuelConsumed)
    this.measure(code, { total: figures.fuelConsumed, own })
    if (fault !== null) this.measureStages(fault.stages)
    const trace = { ...traceOf(invocation), ...figuresOf(figures) }
    this.logger.debug({ msg: 'an extension failed', ...trace, code, err: error })
    this.records.call(invocation, { fuel: own, pages: figures.memoryPages, stages: figures.stages, failed: true })
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

/** The input with the defaults of its schema, in JSON. @throws DomainError `invalid_input`, `input_too_large` */
function completeInput(
  { input: schema }: OperationDeclaration,
  given: unknown,
  maxBytes: number,
  toFailure: (fault: GuestFault) => unknown,
): string {
  if (schema === undefined) return JSON.stringify(given)
  const { value, issues, isTooLarge } = completeValue(schema, given, maxBytes)
  if (isTooLarge) throw toFailure(new GuestFault('input_too_large', `more than ${maxBytes} bytes`))
  if (issues.length > 0) throw operationsErrors.invalidInput(issues)
  return JSON.stringify(value)
}

/** A call of a chain: extensions are in it once. */
const keyOf = ({ invocationId, installId }: Invocation): string => `call:${invocationId}:${installId}`

/** Which call a debug line is about. */
const traceOf = ({ invocationId, workspaceId, installId, extension, userId, ...invocation }: Invocation) => ({
  invocationId,
  workspaceId,
  installId,
  extension,
  userId,
  chain: methodsOf(invocation),
})

/** What a debug line says of a call; neither its input nor its answer. */
const figuresOf = ({ fuelConsumed, memoryPages, durationMs, stages, hostCallsByMethod }: CallFigures) => ({
  fuelConsumed: String(fuelConsumed),
  memoryPages,
  durationMs,
  stages,
  hostCallsByMethod,
})

const isErrorReply = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'error' in value && 'code' in value
