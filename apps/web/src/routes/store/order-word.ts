import type { PricingSummary } from '@grantry/contract'

/** What somebody does first with an extension that is not free, in the words of a button. */
export function orderWord({ from, trialDays }: PricingSummary): string {
  if (trialDays > 0) return 'Begin a trial'
  return (from?.interval ?? null) === null ? 'Buy' : 'Subscribe'
}
