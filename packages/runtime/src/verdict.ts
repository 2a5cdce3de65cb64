/** What is known of code that has not run. Only `pass` says that it may be published. */
export type Verdict =
  | { verdict: 'pass'; report: { sizeBytes: number; meteredBytes: number } }
  | { verdict: 'refused'; code: string; reason: string; offset?: number }
  /** The checker did not come to an end: it was too slow, or it was lost. Nothing is known of the code. */
  | { verdict: 'undecided'; reason: string }
