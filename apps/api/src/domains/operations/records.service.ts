import { Injectable, Logger } from '@nestjs/common'
import { type LogLevel, PERMISSIONS, type Usage } from '@grantry/contract'
import { NO_FIGURES, type Stages } from '@grantry/runtime'
import { Clock } from '../../kernel/clock.ts'
import { manifestOf } from '../catalog/index.ts'
import { InstallsService } from '../grants/index.ts'
import type { WorkspaceAccess } from '../workspaces/index.ts'
import { type Invocation, methodsOf } from './invocation.ts'
import { LogsService } from './logs.service.ts'
import { type CallRecord, RecordsRepository } from './records.repository.ts'
import { UsesService } from './uses.service.ts'
import { WriteBehind } from './write-behind.ts'

const DELAY_MS = 250
const MAX_PENDING = 500
const DAYS_SHOWN = 30

/** What a call or a run of a job came to. */
interface Outcome {
  fuel: bigint
  pages: number
  failed: boolean
}

/** What an install did: its log, its use of the budget, and what it did with each permission. */
@Injectable()
export class RecordsService {
  private readonly logger = new Logger('records')
  private readonly calls: WriteBehind<CallRecord>

  constructor(
    private readonly repository: RecordsRepository,
    private readonly installs: InstallsService,
    private readonly logs: LogsService,
    private readonly uses: UsesService,
    private readonly clock: Clock,
  ) {
    const behind = <T>(write: (items: T[]) => Promise<void>) =>
      new WriteBehind<T>({
        delayMs: DELAY_MS,
        maxPending: MAX_PENDING,
        write,
        onError: (error) => this.logger.error({ msg: 'records of installs were lost', err: error }),
      })
    this.calls = behind((records) => this.repository.addCalls(records))
  }

  /** A line that the guest wrote. */
  guestLog(invocation: Invocation, level: LogLevel, message: string): void {
    this.logs.add({ ...this.origin(invocation), level, source: 'guest', code: null, message })
  }

  /** A line that the platform has to say about the install, for those who run it. */
  hostLog(invocation: Invocation, level: LogLevel, code: string, message: string): void {
    this.logs.add({ ...this.origin(invocation), level, source: 'host', code, message: message.slice(0, 2_000) })
  }

  call(invocation: Invocation, outcome: Outcome & { stages?: Stages }): void {
    this.add(invocation, 'call', outcome, outcome.stages)
  }

  /** A run of a job: it has a budget of its own, so it is not counted with the calls. */
  run(invocation: Invocation, outcome: Outcome): void {
    this.add(invocation, 'run', outcome)
  }

  async usage(access: WorkspaceAccess, installId: string): Promise<Usage> {
    const install = await this.installs.get(access, installId)
    const manifest = manifestOf((await this.installs.getRow(access, installId)).version)
    await this.calls.flush()
    const [days, uses] = await Promise.all([
      this.repository.usageDays(access.workspaceId, installId),
      this.uses.totals(access, installId),
    ])
    const total = (pick: (day: (typeof days)[number]) => number) => days.reduce((sum, day) => sum + pick(day), 0)
    return {
      calls: {
        total: total(({ calls }) => calls),
        failed: total(({ failed }) => failed),
        lastAt: latest(days.filter(({ calls }) => calls > 0).map(({ lastAt }) => lastAt)),
      },
      fuel: { total: String(days.reduce((sum, { fuel }) => sum + fuel, 0n)), limitPerCall: manifest.limits.fuel },
      runs: {
        total: total(({ runs }) => runs),
        failed: total(({ runsFailed }) => runsFailed),
        fuel: String(days.reduce((sum, { runsFuel }) => sum + runsFuel, 0n)),
      },
      memory: {
        peakPages: Math.max(0, ...days.map(({ peakPages }) => peakPages)),
        limitPages: manifest.limits.memoryMiB * 16,
      },
      time: {
        queueMs: Math.round(total(({ queueMs }) => queueMs)),
        loadMs: Math.round(total(({ loadMs }) => loadMs)),
        runMs: Math.round(total(({ runMs }) => runMs)),
        hostMs: Math.round(total(({ hostMs }) => hostMs)),
      },
      permissions: install.grants.map(({ id, granted }) => {
        const use = uses.find(({ permission }) => permission === id)
        return {
          permission: id,
          title: PERMISSIONS[id].title,
          granted,
          allowed: use?.allowed ?? 0,
          denied: use?.denied ?? 0,
          lastUsedAt: use?.lastUsedAt?.toISOString() ?? null,
        }
      }),
      daily: days.slice(-DAYS_SHOWN).map(({ day, calls, failed, fuel, runs, runsFuel }) => ({
        day: day.toISOString().slice(0, 10),
        calls,
        failed,
        fuel: String(fuel),
        runs,
        runsFuel: String(runsFuel),
      })),
    }
  }

  /** Writes what is still held back. */
  async flush(): Promise<void> {
    await Promise.all([this.logs.flush(), this.calls.flush(), this.uses.flush()])
  }

  private add(
    { workspaceId, installId }: Invocation,
    what: CallRecord['what'],
    { fuel, pages, failed }: Outcome,
    { queueMs, loadMs, runMs, hostMs }: Stages = NO_FIGURES.stages,
  ): void {
    const stages = { queueMs, loadMs, runMs, hostMs }
    const figures = { failed: failed ? 1 : 0, fuel, peakPages: pages, ...stages }
    this.calls.add({ workspaceId, installId, at: this.clock.now(), what, ...figures })
  }

  private origin(invocation: Invocation) {
    const { workspaceId, installId, invocationId } = invocation
    return { workspaceId, installId, invocationId, chain: methodsOf(invocation), at: this.clock.now() }
  }
}

const latest = (times: Date[]): string | null =>
  times.length === 0 ? null : new Date(Math.max(...times.map((time) => time.getTime()))).toISOString()
