import type { VersionState } from '@grantry/contract'

/** States a version under review can be in, in the order of the desk. */
export const REVIEW_STATES = [
  'submitted',
  'approved',
  'rejected',
  'yanked',
  'taken_down',
] as const satisfies VersionState[]

/** No status: what waits for a decision. */
export const parseReviewStatus = ({ status }: Record<string, unknown>): { status?: VersionState } => ({
  status: REVIEW_STATES.find((known) => known === status && known !== 'submitted'),
})

/** The file of the archive that is open, and the version to compare with. */
export const parseReviewView = ({ file, against }: Record<string, unknown>): { file?: string; against?: string } => ({
  ...(typeof file === 'string' && { file }),
  ...(typeof against === 'string' && { against }),
})
