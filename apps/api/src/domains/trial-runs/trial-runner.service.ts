import { Injectable, Logger } from '@nestjs/common'
import { RuntimeUnavailable } from '@grantry/runtime'
import { Clock } from '../../kernel/clock.ts'
import { BlobStore } from '../../platform/blobs/index.ts'
import { GuestRuntime } from '../../platform/guests/index.ts'
import { manifestOf } from '../catalog/index.ts'
import { CoreRegistry, guestSourceOf, toLimits } from '../operations/index.ts'
import { ReviewService } from '../review/index.ts'
import { Tryout } from './tryout.ts'
import { TrialRunsRepository } from './trial-runs.repository.ts'

/** Carries trials out, one at a time on each node, as the queue brings them. */
@Injectable()
export class TrialRunner {
  private readonly logger = new Logger('trial-runs')

  constructor(
    private readonly repository: TrialRunsRepository,
    private readonly reviews: ReviewService,
    private readonly guests: GuestRuntime,
    private readonly registry: CoreRegistry,
    private readonly blobs: BlobStore,
    private readonly clock: Clock,
  ) {}

  /** Runs a trial that waits. One that was interrupted by the end of a server is run again from the beginning. */
  async run(trialId: string): Promise<void> {
    const trial = await this.repository.find(trialId)
    if (trial === null || trial.state === 'finished' || trial.state === 'failed') return
    await this.repository.begin(trialId)
    try {
      const evidence = await (await this.prepare(trial.versionId)).run()
      await this.repository.end(trialId, { state: 'finished', finishedAt: this.clock.now(), evidence })
    } catch (error) {
      // Then the queue brings it again, to this node or to another one.
      if (error instanceof RuntimeUnavailable) throw error
      this.logger.error({ msg: 'a trial failed', trialId, err: error })
      const remark = 'The server could not carry out the trial. Its log says why.'
      await this.repository.end(trialId, { state: 'failed', finishedAt: this.clock.now(), remark })
    }
  }

  private async prepare(versionId: string): Promise<Tryout> {
    const version = await this.reviews.getVersion(versionId)
    const manifest = manifestOf(version)
    const { entryDigest, extensionId: extension } = version
    const source = { entryDigest, sourceMapDigest: null, manifest, extension, version: version.version }
    const guest = guestSourceOf(source, this.blobs)
    return new Tryout(this.guests.runtime, this.registry, { manifest, guest, limits: toLimits(manifest) })
  }
}
