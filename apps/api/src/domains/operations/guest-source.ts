import { digestSchema, type Manifest } from '@grantry/contract'
import { DEFAULT_LIMITS, type GuestSource, type Limits } from '@grantry/runtime'
import type { BlobStore } from '../../platform/blobs/index.ts'
import type { LiveInstall } from '../grants/index.ts'

const PAGES_PER_MIB = 16

type Installed = Pick<LiveInstall, 'entryDigest' | 'sourceMapDigest' | 'manifest' | 'extension' | 'version'>

/** The version that an install is of, as the runtime takes it. */
export function guestSourceOf(install: Installed, blobs: BlobStore): GuestSource {
  const { entryDigest, sourceMapDigest, manifest, extension, version } = install
  const digest = digestSchema.parse(entryDigest)
  const mapDigest = digestSchema.nullable().parse(sourceMapDigest)
  return {
    digest,
    abi: manifest.abi,
    extension,
    version,
    ...(manifest.instances !== undefined && { instances: manifest.instances }),
    operations: manifest.operations.map(({ type, name, export: exported }) => ({ type, name, export: exported })),
    jobs: manifest.jobs.map(({ name, export: exported, resumable }) => ({ name, export: exported, resumable })),
    readCode: () => blobs.get(digest),
    ...(mapDigest !== null && { readSourceMap: () => blobs.get(mapDigest) }),
  }
}

export function toLimits({ limits }: Manifest): Limits {
  return {
    ...DEFAULT_LIMITS,
    fuel: BigInt(limits.fuel),
    memoryPages: limits.memoryMiB * PAGES_PER_MIB,
    deadlineMs: limits.deadlineMs,
  }
}
