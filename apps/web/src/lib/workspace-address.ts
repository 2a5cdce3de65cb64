import type { Me } from '@grantry/contract'

type WorkspaceName = Me['workspaces'][number]

/**
 * How the address names a workspace: by its slug, unless the person belongs to another one of the same slug, for slugs
 * are only unique among those one person made.
 */
export function workspaceAddress(
  { id, slug }: Pick<WorkspaceName, 'id' | 'slug'>,
  all: readonly WorkspaceName[],
): string {
  return all.some((other) => other.slug === slug && other.id !== id) ? id : slug
}
