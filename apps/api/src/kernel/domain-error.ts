import type { ProblemIssue, ProblemKind } from '@grantry/contract'

export interface DomainErrorDetails {
  issues?: ProblemIssue[]
  /** Extra members of the problem document, for programs. */
  fields?: Record<string, string | number | boolean | null>
  /** Headers of the answer beside the problem document. */
  headers?: Record<string, string>
  retryAfterSeconds?: number
  /** Said in logs instead of the detail, when it is more than whoever asked may know. */
  forLog?: string
  /** The code in logs, when those who may read them are to be told more precisely. */
  codeForLog?: string
  cause?: unknown
}

/**
 * A failure that somebody can do something about. Each domain lists its own in `*.errors.ts`; the HTTP filter alone
 * turns the kind into a status.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError'

  constructor(
    readonly kind: ProblemKind,
    /** Stable, lower-case, for programs. */
    readonly code: string,
    /** For people: what was wrong and what to do. */
    detail: string,
    readonly details: DomainErrorDetails = {},
  ) {
    super(detail, { cause: details.cause })
  }
}

/** Another tenant's things and things that do not exist look alike. */
export const notFound = (what: string): DomainError =>
  new DomainError('not_found', 'not_found', `There is no such ${what}, or it is not yours to see.`)
