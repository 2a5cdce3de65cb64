import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from './server-process.ts'

export const ADMIN = { email: 'admin@example.org', password: 'correct horse battery', name: 'Admin' }

export interface Marketplace {
  url: string
  stop(): Promise<void>
}

interface MarketplaceOptions {
  shelves: 'empty' | 'stocked'
  environment?: Record<string, string>
}

/**
 * The built server with the built store, on a data directory of its own, with an admin. `shelves` says whether the
 * shipped extensions are published at the start; `environment` is added to that of the server.
 */
export async function startMarketplace({ shelves, environment = {} }: MarketplaceOptions): Promise<Marketplace> {
  const dataDir = await mkdtemp(join(tmpdir(), 'grantry-web-'))
  const { url, stop } = await startServer({
    dataDir,
    environment: {
      GRANTRY_ADMIN_EMAIL: ADMIN.email,
      GRANTRY_ADMIN_PASSWORD: ADMIN.password,
      GRANTRY_SEED: String(shelves === 'stocked'),
      ...environment,
    },
  })
  return {
    url,
    stop: async () => {
      await stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
