import { join } from 'node:path'
import { Inject, Injectable, Logger } from '@nestjs/common'
import { JOB_LIMITS } from '@grantry/contract'
import { createRuntime, type Culprit, type HostPort, type Incident, type Runtime, type Step } from '@grantry/runtime'
import { AppConfig } from '../../config/app-config.ts'
import { OwnHost } from './own-host.ts'

/**
 * The one runtime of this server. It comes into being before those who answer its guests, so they are connected to it
 * afterwards; until then every host call is refused. Whoever connects also closes it.
 */
@Injectable()
export class GuestRuntime {
  readonly runtime: Runtime
  private host: HostPort | null = null
  private onSandboxLost: ((culprit: Culprit) => void) | null = null
  private readonly logger = new Logger('runtime')

  constructor(@Inject(AppConfig) config: AppConfig) {
    this.runtime = createRuntime({
      dataDir: join(config.dataDir, 'workspaces'),
      // A node runs one job of each generation of children beside its places. Twice, because runs may end a moment
      // before their processes do.
      maxJobSandboxes: 2 * (config.jobSlots + JOB_LIMITS.depth),
      host: {
        call: (context, method, payload, loan) =>
          context instanceof OwnHost
            ? context.answer(method, payload)
            : this.connected().call(context, method, payload, loan),
        log: (context, entry) =>
          context instanceof OwnHost ? context.log(entry) : this.connected().log(context, entry),
      },
      onIncident: (incident) => this.report(incident),
      onDecision: (decision) => this.logger.debug({ msg: 'the runtime decided', ...decision }),
      ...(config.logLevel === 'debug' && {
        onStep: (step: Step) => this.logger.debug({ msg: 'an install went through a step', ...step }),
      }),
    })
  }

  /** `onSandboxLost` hears of every sandbox that ended while the code of a call was running in it. */
  connect(host: HostPort, onSandboxLost: (culprit: Culprit) => void): void {
    this.host = host
    this.onSandboxLost = onSandboxLost
  }

  private report({ kind, workspace, reason, culprit, cause }: Incident): void {
    const install = culprit?.install
    this.logger.warn({
      msg: 'a guest was stopped or could not be answered',
      kind,
      workspace,
      install,
      reason,
      err: cause,
    })
    if (culprit !== undefined && !(culprit.context instanceof OwnHost)) this.onSandboxLost?.(culprit)
  }

  private connected(): HostPort {
    if (this.host === null) throw new Error('A guest called before the platform was ready')
    return this.host
  }
}
