import { join } from 'node:path'
import { Inject, Injectable, Logger } from '@nestjs/common'
import { createRuntime, type HostPort, type Runtime } from '@grantry/runtime'
import { AppConfig } from '../../config/app-config.ts'

/**
 * The one runtime of this server. It comes into being before those who answer its guests, so they are connected to it
 * afterwards; until then every host call is refused. Whoever connects also closes it.
 */
@Injectable()
export class GuestRuntime {
  readonly runtime: Runtime
  private host: HostPort | null = null
  private readonly logger = new Logger('runtime')

  constructor(@Inject(AppConfig) config: AppConfig) {
    this.runtime = createRuntime({
      dataDir: join(config.dataDir, 'workspaces'),
      host: {
        call: (context, method, payload) => this.connected().call(context, method, payload),
        log: (context, entry) => this.connected().log(context, entry),
      },
      onIncident: ({ kind, workspace, reason, cause }) =>
        this.logger.warn({ msg: 'a guest was stopped or could not be answered', kind, workspace, reason, err: cause }),
    })
  }

  connect(host: HostPort): void {
    this.host = host
  }

  private connected(): HostPort {
    if (this.host === null) throw new Error('A guest called before the platform was ready')
    return this.host
  }
}
