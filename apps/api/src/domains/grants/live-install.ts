import { isPermissionId, type Manifest, SCOPES, type ScopedPermission } from '@grantry/contract'
import { effectiveRights, type Grant, type Rights } from '@grantry/runtime'
import { z } from 'zod'
import { manifestOf } from '../catalog/index.ts'
import type { InstallRow } from './grants.repository.ts'

/** An install that may run now, with the rights it has now. */
export interface LiveInstall {
  id: string
  workspaceId: string
  extension: string
  version: string
  entryDigest: string
  manifest: Manifest
  rights: Rights
}

const storedPermissionSchema = z.object({ id: z.string(), scope: z.unknown() })

export function toLiveInstall(row: InstallRow, now: Date): LiveInstall {
  const manifest = manifestOf(row.version)
  return {
    id: row.id,
    workspaceId: row.workspaceId,
    extension: row.extensionId,
    version: row.version.version,
    entryDigest: row.version.entryDigest,
    manifest,
    rights: effectiveRights({
      extension: row.extensionId,
      requested: manifest.permissions.map(({ id, scope }) => ({ id, scope }) as ScopedPermission),
      reviewed: z
        .array(storedPermissionSchema)
        .parse(row.version.review?.approvedPermissions ?? [])
        .flatMap(({ id, scope }) => toScopedPermission(id, scope)),
      grants: row.grants.flatMap(({ permission, scope, expiresAt }) =>
        toScopedPermission(permission, scope).map((scoped): Grant => ({ ...scoped, effect: 'allow', expiresAt })),
      ),
      now,
    }),
  }
}

/** Nothing, when the row names a permission that this server does not know (any more): then nobody has it. */
function toScopedPermission(id: string, scope: unknown): ScopedPermission[] {
  return isPermissionId(id) ? [{ id, scope: SCOPES[id].parse(scope) } as ScopedPermission] : []
}
