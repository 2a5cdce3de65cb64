import {
  archiveFileSchema,
  isPermissionId,
  type Manifest,
  type PermissionId,
  type PricingSummary,
  SCOPES,
  type ScopedPermission,
} from '@grantry/contract'
import { effectiveRights, endedGrants, type Grant, type Rights } from '@grantry/runtime'
import { z } from 'zod'
import { manifestOf, pricingOf } from '../catalog/index.ts'
import type { InstallRow } from './grants.repository.ts'

/** An install that may run now, with the rights it has now. */
export interface LiveInstall {
  id: string
  workspaceId: string
  extension: string
  version: string
  entryDigest: string
  /** Of the source map that is in the package beside a bundle, `<entry>.map`; null when there is none. */
  sourceMapDigest: string | null
  manifest: Manifest
  rights: Rights
  /** What was granted for a time which is over, and when it ended. */
  ended: ReadonlyMap<PermissionId, Date>
  /** What the extension can be had for. */
  pricing: PricingSummary
}

const storedPermissionSchema = z.object({ id: z.string(), scope: z.unknown() })

export function toLiveInstall(row: InstallRow, now: Date): LiveInstall {
  const manifest = manifestOf(row.version)
  const grants = row.grants.flatMap(({ permission, scope, expiresAt }) =>
    toScopedPermission(permission, scope).map((scoped): Grant => ({ ...scoped, effect: 'allow', expiresAt })),
  )
  return {
    id: row.id,
    workspaceId: row.workspaceId,
    extension: row.extensionId,
    version: row.version.version,
    entryDigest: row.version.entryDigest,
    sourceMapDigest: sourceMapDigestOf(row.version.files, manifest),
    manifest,
    pricing: pricingOf(row.extension),
    rights: effectiveRights({
      extension: row.extensionId,
      requested: manifest.permissions.map(({ id, scope }) => ({ id, scope }) as ScopedPermission),
      reviewed: z
        .array(storedPermissionSchema)
        .parse(row.version.review?.approvedPermissions ?? [])
        .flatMap(({ id, scope }) => toScopedPermission(id, scope)),
      grants,
      now,
    }),
    ended: endedGrants({ grants, now }),
  }
}

function sourceMapDigestOf(files: unknown, { abi, entry }: Manifest): string | null {
  if (abi !== 'js' || !Array.isArray(files)) return null
  const map: unknown = files.find(({ path }) => path === `${entry}.map`)
  return map === undefined ? null : archiveFileSchema.parse(map).digest
}

/** Nothing, when the row names a permission that this server does not know (any more): then nobody has it. */
function toScopedPermission(id: string, scope: unknown): ScopedPermission[] {
  return isPermissionId(id) ? [{ id, scope: SCOPES[id].parse(scope) } as ScopedPermission] : []
}
