import type { InstallUses } from '@grantry/contract'
import type { Run } from './run.ts'

/** Says which permissions an extension has and never used, and how to take them back. */
export function pointOutUnused(run: Run, extension: string, { items }: InstallUses): void {
  const unused = items.filter((use) => use.unused).map(({ permission }) => permission)
  if (unused.length > 0) run.note(`Never used: grantry grants revoke ${extension} ${unused.join(' ')} takes it back`)
}
