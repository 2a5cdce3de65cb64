import type { InstallState } from '@grantry/contract'
import { grantsErrors } from './grants.errors.ts'

/** Every transition there is. */
export const INSTALL_TRANSITIONS: Record<InstallState, readonly InstallState[]> = {
  awaiting_consent: ['active', 'removed'],
  active: ['suspended', 'removed'],
  suspended: ['active', 'removed'],
  removed: [],
}

export function requireInstallTransition(from: InstallState, to: InstallState): void {
  if (!INSTALL_TRANSITIONS[from].includes(to))
    throw from === 'removed' ? grantsErrors.removed() : grantsErrors.notActive(from)
}
