import type { VersionState } from '@grantry/contract'
import { catalogErrors } from './catalog.errors.ts'

/** Every transition there is. A rejected version stays rejected: the next try is a new version. */
export const VERSION_TRANSITIONS: Record<VersionState, readonly VersionState[]> = {
  draft: ['submitted'],
  submitted: ['approved', 'rejected'],
  approved: ['yanked', 'taken_down'],
  rejected: [],
  yanked: ['approved', 'taken_down'],
  taken_down: [],
}

/** States in which the world sees a version. */
export const PUBLIC_STATES: readonly VersionState[] = ['approved', 'yanked']

export function requireTransition(from: VersionState, to: VersionState): void {
  if (!VERSION_TRANSITIONS[from].includes(to)) throw catalogErrors.wrongState(from, to)
}
