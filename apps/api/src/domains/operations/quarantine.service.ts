import { Injectable, Logger } from '@nestjs/common'
import type { Culprit } from '@grantry/runtime'
import { Clock } from '../../kernel/clock.ts'
import { InstallSuspensionService } from '../grants/index.ts'
import type { Invocation } from './invocation.ts'
import { RecordsService } from './records.service.ts'
import { QUARANTINE, SandboxLosses } from './sandbox-losses.ts'

const MINUTES = QUARANTINE.withinMs / 60_000
const REASON =
  `It ended its sandbox ${QUARANTINE.losses} times within ${MINUTES} minutes, ` +
  'by crashing or by not giving the processor back at its deadline. Other extensions of the workspace stopped with it.'

/** Suspends an install that keeps ending the sandbox which it shares with the rest of its workspace. */
@Injectable()
export class QuarantineService {
  private readonly logger = new Logger('quarantine')
  private readonly losses = new SandboxLosses()

  constructor(
    private readonly suspensions: InstallSuspensionService,
    private readonly records: RecordsService,
    private readonly clock: Clock,
  ) {}

  /** Told by the runtime, which waits for no answer: what goes wrong here is logged. */
  async sandboxLost({ context }: Culprit): Promise<void> {
    const invocation = context as Invocation
    const { workspaceId, installId } = invocation
    // A run of a job has a sandbox of its own, and the job its own count of attempts.
    if (invocation.run !== undefined) return
    if (this.losses.add(installId, this.clock.now().getTime()) === 'bearable') return
    try {
      if ((await this.suspensions.suspend(workspaceId, installId, REASON)) === 'unchanged') return
      this.records.hostLog(invocation, 'error', 'install_suspended', `Suspended: ${REASON}`)
      this.logger.warn({ msg: 'an install was suspended', workspaceId, installId })
    } catch (error) {
      this.logger.error({ msg: 'an install could not be suspended', workspaceId, installId, err: error })
    }
  }
}
