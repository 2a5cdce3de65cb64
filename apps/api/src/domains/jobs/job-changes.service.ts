import { Injectable, Logger } from '@nestjs/common'
import { jobIdSchema, jobStateSchema, workspaceIdSchema } from '@grantry/contract'
import { z } from 'zod'
import { Signals } from '../../platform/queue/index.ts'

const CHANNEL = 'grantry_jobs'
const changeSchema = z.object({
  workspaceId: workspaceIdSchema,
  jobId: jobIdSchema,
  parentId: jobIdSchema.nullable(),
  state: jobStateSchema,
  requested: z.enum(['pause', 'cancel']).nullable(),
})

/** A job as it has just become, on whichever node that was. */
export type JobChange = z.infer<typeof changeSchema>

export interface ChangeListener {
  changed: (change: JobChange) => void
  /** Changes may have been missed until now. */
  missed: () => void
}

/** What a trigger of the database says of every change of a job, to all on this node who want to know. */
@Injectable()
export class JobChanges {
  private readonly logger = new Logger('jobs')
  private readonly listeners = new Set<ChangeListener>()

  constructor(signals: Signals) {
    signals.listen(CHANNEL, {
      heard: (payload) => this.hear(payload),
      missed: () => this.listeners.forEach(({ missed }) => missed()),
    })
  }

  listen(listener: ChangeListener): void {
    this.listeners.add(listener)
  }

  private hear(payload: string): void {
    const parsed = changeSchema.safeParse(JSON.parse(payload))
    // A node of another version may say it in another way; what it means will be looked up anyway.
    if (!parsed.success) this.logger.warn({ msg: 'a change of a job could not be read', payload })
    else this.listeners.forEach(({ changed }) => changed(parsed.data))
  }
}
