import { Injectable } from '@nestjs/common'
import type { JobState } from '@grantry/contract'
import { Clock } from '../../kernel/clock.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { Queue } from '../../platform/queue/index.ts'
import { ClaimsRepository, type Room } from './claims.repository.ts'
import type { ExecutionEnd } from './job-execution.ts'
import { stateAfter } from './job-states.ts'
import { delayAfter, MAX_LOST_IN_A_ROW } from './retry-policy.ts'
import { type Asked, type ClaimedJob, type LostRun, type RunReason, RunsRepository } from './runs.repository.ts'

/** Which run has which job, and what became of it: the transactions in which runs begin, end and are taken over. */
@Injectable()
export class RunLedger {
  constructor(
    private readonly claims: ClaimsRepository,
    private readonly runs: RunsRepository,
    private readonly database: Database,
    private readonly queue: Queue,
    private readonly clock: Clock,
  ) {}

  async claim(node: { id: string; name: string }, room: Room): Promise<ClaimedJob[]> {
    const now = this.clock.now()
    // Most looks find nothing: they must not take turns under the lock.
    if (!(await this.claims.isAnyWaiting(room, now))) return []
    return this.database.transaction((tx) => this.claims.claim(tx, node, room, now))
  }

  /** Writes a run's end down. `not ours`: another run has the job by now, and decides. */
  async settle(job: ClaimedJob, run: ExecutionEnd): Promise<JobState | 'not ours'> {
    const now = this.clock.now()
    const outcome = await this.database.transaction(async (tx) => {
      const mine = await this.runs.lockMine(tx, job)
      if (mine === null) return 'not ours'
      const attempts = job.attempts < job.maxAttempts ? 'left' : 'used up'
      const state = stateAfter(run.end, mine.requested, attempts)
      const backoffMs = run.attempt === 'counts' ? delayAfter(job.attempts, Math.random()) : 0
      const runAt = new Date(now.getTime() + (state === 'queued' ? Math.max(backoffMs, run.delayMs) : 0))
      const reason = reasonFor(state, run, mine, job)
      const { outcome, attempt, lostRight } = run
      await this.runs.end(tx, job, run.batch, { outcome, state, reason, runAt, attempt, lostRight }, now)
      if (state === 'queued') await this.wake(tx, job, runAt)
      return state
    })
    if (run.batch.lines.length > 0) await this.runs.pruneLines(job)
    return outcome
  }

  /** Frees the jobs that nodes which are gone have left. Answers how many. */
  async takeOver(): Promise<number> {
    const now = this.clock.now()
    return this.database.transaction(async (tx) => {
      const lost = await this.runs.lockLost(tx)
      for (const run of lost) await this.release(tx, run, now)
      return lost.length
    })
  }

  private async release(tx: Tx, run: LostRun, now: Date): Promise<void> {
    const isHopeless = run.lostInARow >= MAX_LOST_IN_A_ROW
    const state = stateAfter(isHopeless ? 'failed' : 'node ends', run.requested, 'left')
    const reason = isHopeless ? LOST_TOO_OFTEN : state === 'queued' ? NODE_LOST : askedReason(state, run)
    const attempt = 'does not count'
    const ending = { outcome: 'lost', state, reason, runAt: now, attempt, lostRight: null } as const
    await this.runs.giveUp(tx, run, ending, now)
    if (state === 'queued') await this.wake(tx, run, now)
  }

  private wake(tx: Tx, { id, workspaceId }: Pick<ClaimedJob, 'id' | 'workspaceId'>, after: Date): Promise<void> {
    return this.queue.publish(tx, 'job.queued', { workspaceId, jobId: id }, { after })
  }
}

function reasonFor(
  state: JobState,
  { end, reason }: ExecutionEnd,
  asked: Asked,
  { maxAttempts }: ClaimedJob,
): RunReason | null {
  if (state === 'failed' && end === 'failed for now')
    return {
      code: 'attempts_exhausted',
      message: `It has failed ${maxAttempts} times, the last time like this: ${reason?.message ?? 'no reason was given'}`,
    }
  const isAsked = asked.requested !== null && (state === 'cancelled' || (state === 'paused' && end !== 'halted'))
  return isAsked ? askedReason(state, asked) : reason
}

const askedReason = (state: JobState, { because }: Asked): RunReason =>
  state === 'cancelled' && because !== null ? because : requestReason(state)

/** Why a job is in a state that somebody asked for. */
export const requestReason = (state: JobState): RunReason => ({
  code: 'requested',
  message: state === 'cancelled' ? 'It was cancelled on request.' : 'It was paused on request.',
})

const NODE_LOST: RunReason = { code: 'node_lost', message: 'The server that ran it is gone; it goes on elsewhere.' }
const LOST_TOO_OFTEN: RunReason = {
  code: 'runs_lost',
  message: `${MAX_LOST_IN_A_ROW} runs in a row ended together with their server, without a checkpoint in between.`,
}
