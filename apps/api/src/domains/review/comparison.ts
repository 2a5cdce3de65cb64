import {
  type ArchiveFile,
  type Inspection,
  liesWithin,
  type PermissionChange,
  type PermissionView,
  type VersionComparison,
} from '@grantry/contract'

interface Comparable {
  extension: string
  permissions: PermissionView[]
  inspection: Inspection
  files: ArchiveFile[]
}

/** What a reviewer looks for first: the difference from what was let through last. */
export function compareVersions(before: Comparable | null, after: Comparable): Omit<VersionComparison, 'comparedWith'> {
  return {
    permissionChanges: comparePermissions(after.extension, before?.permissions ?? [], after.permissions),
    importChanges: compareNames(before === null ? [] : importNames(before), importNames(after)),
    fileChanges: compareFiles(before?.files ?? [], after.files),
  }
}

function comparePermissions(extension: string, before: PermissionView[], after: PermissionView[]): PermissionChange[] {
  const old = new Map(before.map((permission) => [permission.id, permission]))
  const current = new Set(after.map((permission) => permission.id))
  return [
    ...after.map((permission): PermissionChange => {
      const previous = old.get(permission.id) ?? null
      return {
        change: previous === null ? 'added' : howChanged(extension, previous, permission),
        permission,
        before: previous,
      }
    }),
    ...before
      .filter((permission) => !current.has(permission.id))
      .map((permission): PermissionChange => ({ change: 'removed', permission, before: permission })),
  ]
}

/**
 * Whether it covers more than before, less, the same, or something else. What has become required, or is asked for with
 * another reason, which people read before they consent, is never taken for the same or for less.
 */
function howChanged(extension: string, before: PermissionView, after: PermissionView): PermissionChange['change'] {
  const isNarrower = liesWithin({ extension, ...before }, after.scope)
  const isWider = liesWithin({ extension, ...after }, before.scope)
  const asksForNoMore = before.reason === after.reason && (after.optional || !before.optional)
  if (isWider && !isNarrower) return 'widened'
  if (!isNarrower || !asksForNoMore) return 'changed'
  if (!isWider) return 'narrowed'
  return before.optional === after.optional ? 'unchanged' : 'changed'
}

export const importNames = ({ inspection }: Pick<Comparable, 'inspection'>): string[] =>
  inspection.imports.map(({ module, name, type }) => `${module}.${name} ${type}`)

export const exportNames = ({ inspection }: Pick<Comparable, 'inspection'>): string[] =>
  inspection.exports.map(({ name, kind }) => `${name} ${kind}`)

export const compareNames = (before: string[], after: string[]) => ({
  added: after.filter((name) => !before.includes(name)),
  removed: before.filter((name) => !after.includes(name)),
})

function compareFiles(before: ArchiveFile[], after: ArchiveFile[]) {
  const old = new Map(before.map(({ path, digest }) => [path, digest]))
  const paths = compareNames(
    [...old.keys()],
    after.map(({ path }) => path),
  )
  return {
    ...paths,
    changed: after.filter(({ path, digest }) => old.has(path) && old.get(path) !== digest).map(({ path }) => path),
  }
}
