import { Injectable } from '@nestjs/common'
import type { Tx } from '../../platform/database/index.ts'
import { Queue } from '../../platform/queue/index.ts'

/** Tells those above that an install is gone, in the transaction that removes it. */
@Injectable()
export class InstallRemoval {
  constructor(private readonly queue: Queue) {}

  announce(tx: Tx, news: { workspaceId: string; installId: string }): Promise<void> {
    return this.queue.publish(tx, 'install.removed', news)
  }
}
