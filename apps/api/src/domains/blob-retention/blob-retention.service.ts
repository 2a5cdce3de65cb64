import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import { BlobStore, SHELVES } from '../../platform/blobs/index.ts'
import { PackageBlobs } from '../catalog/index.ts'
import { EntryBlobs } from '../entries/index.ts'
import { DatabaseIdentityRepository } from './database-identity.repository.ts'

/** All shelves in less than a day. */
const EVERY_MS = 5 * 60_000

/**
 * Removes the blobs that nothing names any more: of files that were deleted, of drafts that were discarded, of uploads that
 * came to nothing. Every node does, one shelf at a time; which one is a matter of the clock, so that a restart leaves none out.
 */
@Injectable()
export class BlobRetention implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('blobs')
  private timer: NodeJS.Timeout | null = null
  private sweeping: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly blobs: BlobStore,
    private readonly packages: PackageBlobs,
    private readonly entries: EntryBlobs,
    private readonly identity: DatabaseIdentityRepository,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.sweeping = this.sweep(Math.floor(this.clock.now().getTime() / EVERY_MS) % SHELVES)
    }, EVERY_MS)
  }

  async onModuleDestroy(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer)
    this.timer = null
    await this.sweeping
  }

  async sweep(shelf: number): Promise<void> {
    try {
      if (!(await this.isOurs())) return
      const swept = await this.blobs.sweep(shelf, (digests) => this.findNamed(digests), this.clock.now())
      if (Object.values(swept).some((count) => count > 0)) this.logger.log({ msg: 'blobs without a name', ...swept })
    } catch (error) {
      this.logger.warn({ msg: 'blobs without a name could not be removed', err: error })
    }
  }

  /** With another database, which names other blobs, all that is there would seem to be without a name. */
  private async isOurs(): Promise<boolean> {
    const isOurs = await this.blobs.belongsTo(await this.identity.get())
    if (!isOurs) this.logger.warn({ msg: 'nothing is removed from blobs/: its file "owner" names another database' })
    return isOurs
  }

  private async findNamed(digests: readonly string[]): Promise<Set<string>> {
    const [ofPackages, ofEntries] = await Promise.all([
      this.packages.findNamed(digests),
      this.entries.findNamed(digests),
    ])
    return ofPackages.union(ofEntries)
  }
}
