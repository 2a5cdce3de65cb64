import { Injectable, Logger } from '@nestjs/common'
import { AppConfig } from '../../config/app-config.ts'
import { Clock } from '../../kernel/clock.ts'
import { BlobStore } from '../../platform/blobs/index.ts'
import { GuestRuntime } from '../../platform/guests/index.ts'
import { LiveInstallsService } from '../grants/index.ts'
import { HostCallsService, type Invocation, RecordsService } from '../operations/index.ts'
import { PaidUse } from '../purchases/index.ts'
import { WorkspacesService } from '../workspaces/index.ts'
import { JobMetrics } from './job-metrics.ts'
import { type ClaimedJob, RunsRepository } from './runs.repository.ts'

const DISPATCH = 'action:jobs.dispatch.input.v1'

/** What this node gives to every run. */
@Injectable()
export class ExecutionServices {
  private readonly logger = new Logger('jobs')

  constructor(
    readonly runs: RunsRepository,
    readonly installs: LiveInstallsService,
    readonly workspaces: WorkspacesService,
    readonly records: RecordsService,
    readonly uses: PaidUse,
    readonly blobs: BlobStore,
    readonly metrics: JobMetrics,
    private readonly config: AppConfig,
    private readonly hostCalls: HostCallsService,
    private readonly guests: GuestRuntime,
    private readonly clock: Clock,
  ) {}

  get runtime() {
    return this.guests.runtime
  }

  /** Runs that it has room for at once. */
  get slots(): number {
    return this.config.jobSlots
  }

  now(): Date {
    return this.clock.now()
  }

  /** Spawns a child through the gate, like every other host call. The reply is JSON text. */
  async dispatch(invocation: Invocation, jobType: string, params: string): Promise<string> {
    const parsed = parseJson(params)
    if (parsed === undefined) return JSON.stringify({ error: 'The parameters are not JSON', code: 'invalid_json' })
    return this.hostCalls.callPlatform(invocation, DISPATCH, JSON.stringify({ job_type: jobType, params: parsed }))
  }

  /** What broke a run off; the guest's own faults stand in its log, ours in the server's. */
  report({ id, installId, fence }: ClaimedJob, error: unknown): void {
    this.logger.warn({ msg: 'a run of a job broke off', jobId: id, installId, run: fence, err: error })
  }
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch {
    return undefined
  }
}
