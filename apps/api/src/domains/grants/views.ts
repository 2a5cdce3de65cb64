import {
  type AnyScope,
  type EndedGrant,
  extensionIdSchema,
  type GrantView,
  type Install,
  installIdSchema,
  type InstallSummary,
  type PermissionRequest,
  permissionSentence,
  SCOPES,
  versionSchema,
  workspaceIdSchema,
} from '@grantry/contract'
import semver from 'semver'
import { iconUrlOf, manifestOf, toOperationViews, toPermissionView } from '../catalog/index.ts'
import { isEnded } from './consent.ts'
import type { InstallRow } from './grants.repository.ts'

export function toInstallSummary(row: InstallRow): InstallSummary {
  const manifest = manifestOf(row.version)
  const latest = row.extension.latestVersion?.version
  return {
    id: installIdSchema.parse(row.id),
    workspaceId: workspaceIdSchema.parse(row.workspaceId),
    extension: extensionIdSchema.parse(row.extensionId),
    name: manifest.name,
    version: manifest.version,
    versionStatus: row.version.state,
    status: row.state,
    iconUrl: iconUrlOf(manifest),
    updateAvailable: latest !== undefined && semver.gt(latest, manifest.version) ? versionSchema.parse(latest) : null,
    installedAt: row.createdAt.toISOString(),
  }
}

export function toInstall(row: InstallRow, now: Date): Install {
  const manifest = manifestOf(row.version)
  return {
    ...toInstallSummary(row),
    grants: manifest.permissions.map((request) =>
      toGrantView(
        request,
        row.grants.find((grant) => grant.permission === request.id),
        now,
      ),
    ),
    suspendedReason: row.suspendedReason,
    takenDownReason: row.version.review?.takenDownReason ?? null,
    operations: toOperationViews(manifest),
    limits: manifest.limits,
  }
}

function toGrantView(request: PermissionRequest, grant: GrantRow | undefined, now: Date): GrantView {
  const ended = grant !== undefined && isEnded(grant, now) ? grant : null
  const live = ended === null ? (grant ?? null) : null
  const scope: AnyScope | null = live === null ? null : SCOPES[request.id].parse(live.scope)
  return {
    ...toPermissionView(request),
    granted: live !== null,
    grantedScope: scope,
    grantedSentence: scope === null ? null : permissionSentence(request.id, scope),
    grantedAt: live?.grantedAt.toISOString() ?? null,
    expiresAt: live?.expiresAt?.toISOString() ?? null,
    ended: ended === null ? null : toEndedGrant(request, ended),
  }
}

type GrantRow = InstallRow['grants'][number]

function toEndedGrant(
  request: PermissionRequest,
  { scope: stored, grantedAt, expiresAt }: GrantRow,
): EndedGrant | null {
  if (expiresAt === null) return null
  const scope: AnyScope = SCOPES[request.id].parse(stored)
  const sentence = permissionSentence(request.id, scope)
  return { scope, sentence, grantedAt: grantedAt.toISOString(), at: expiresAt.toISOString() }
}
