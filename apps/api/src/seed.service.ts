import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Injectable, Logger } from '@nestjs/common'
import type { User } from '@grantry/contract'
import { DomainError } from './kernel/domain-error.ts'
import { PackagesService } from './domains/packages/index.ts'
import { PublishersService } from './domains/publishers/index.ts'
import { ReviewService } from './domains/review/index.ts'

const APPROVAL = 'Ships with Grantry'
/** What is on its shelf already, or was there and is older: no reason to complain at every start. */
const EXPECTED = new Set(['version_exists', 'version_not_newer'])

/** Publishes the extensions that ship with Grantry, on the same path as anybody's: upload, check, review, approval. */
@Injectable()
export class SeedService {
  private readonly logger = new Logger('seed')

  constructor(
    private readonly publishers: PublishersService,
    private readonly packages: PackagesService,
    private readonly reviews: ReviewService,
  ) {}

  /** Publishes and approves every `<folder>/<extension>/dist/*.tgz` that is new; answers what it published. */
  async publishShipped(folder: string, admin: User): Promise<string[]> {
    const archives = await findArchives(folder)
    if (archives.length === 0) return []
    const publisher = await this.publishers.ensureOfficial(admin.id)
    const published: string[] = []
    for (const path of archives) {
      const name = await this.publish(publisher.slug, admin, path)
      if (name !== null) published.push(name)
    }
    return [...published, ...(await this.approveInterrupted(publisher.slug, admin, archives))]
  }

  /** A start that ended between publishing and approving leaves a shipped version in the queue. */
  private async approveInterrupted(slug: string, admin: User, archives: string[]): Promise<string[]> {
    const shipped = new Set(archives.map((path) => basename(path, '.tgz')))
    const { items } = await this.reviews.list({ status: 'submitted', limit: 100 })
    const waiting = items.filter(
      ({ publisher, extension, version }) => publisher.slug === slug && shipped.has(`${extension}-${version}`),
    )
    for (const { id } of waiting) await this.reviews.approve(id, admin.id, APPROVAL)
    return waiting.map(({ extension, version }) => `${extension} ${version}`)
  }

  private async publish(slug: string, admin: User, path: string): Promise<string | null> {
    try {
      const { extension, version, reviewId } = await this.packages.publish(slug, admin.id, createReadStream(path))
      await this.reviews.approve(reviewId, admin.id, APPROVAL)
      return `${extension} ${version}`
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      if (!EXPECTED.has(error.code))
        this.logger.warn({
          msg: 'a shipped extension was not published',
          path,
          code: error.code,
          detail: error.message,
          issues: error.details.issues,
        })
      return null
    }
  }
}

async function findArchives(folder: string): Promise<string[]> {
  const extensions = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const found = await Promise.all(
    extensions
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) => {
        const dist = join(folder, name, 'dist')
        const files = await readdir(dist).catch(() => [])
        return files.filter((file) => file.endsWith('.tgz')).map((file) => join(dist, file))
      }),
  )
  return found.flat().toSorted()
}
