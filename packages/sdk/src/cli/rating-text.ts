import type { ExtensionSummary } from '@grantry/contract'

/** `4.5 (12)`, or a dash for none. */
export const formatRating = ({ average, count }: ExtensionSummary['rating']): string =>
  average === null ? '-' : `${average.toFixed(1)} (${count})`
