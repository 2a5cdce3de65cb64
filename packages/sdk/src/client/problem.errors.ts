import { problemSchema, type ProblemIssue } from '@grantry/contract'

interface ProblemInit {
  status: number
  code: string
  detail: string
  issues?: ProblemIssue[]
  requestId?: string | null
  cause?: unknown
}

/**
 * The only failure a client throws, apart from the `AbortError` of a request its caller gave up.
 *
 * `code` is the stable name the server gave (RFC 9457), or one of the client's own, which have `status` 0 when nothing
 * was answered: `unreachable` (no answer at all) and `unexpected_answer` (an answer that is not of this API).
 */
export class ProblemError extends Error {
  readonly status: number
  readonly code: string
  /** A sentence for people that says what was wrong and what to do. */
  readonly detail: string
  readonly issues: readonly ProblemIssue[]
  /** Names the request in the server's log. */
  readonly requestId: string | null

  constructor({ status, code, detail, issues = [], requestId = null, cause }: ProblemInit) {
    super(detail, { cause })
    this.name = 'ProblemError'
    this.status = status
    this.code = code
    this.detail = detail
    this.issues = issues
    this.requestId = requestId
  }
}

/** Turns a failed answer into the error it describes. `text` is its whole body. */
export function problemFrom(status: number, text: string): ProblemError {
  const problem = problemSchema.safeParse(parseJson(text))
  if (!problem.success)
    return unexpectedAnswer(status, `The server answered ${status} without saying why`, problem.error)
  const { code, detail, issues, instance } = problem.data
  return new ProblemError({ status, code, detail, issues, requestId: instance ?? null })
}

export const unreachable = (cause: unknown): ProblemError =>
  new ProblemError({ status: 0, code: 'unreachable', detail: 'The server could not be reached', cause })

export const unexpectedAnswer = (status: number, detail: string, cause?: unknown): ProblemError =>
  new ProblemError({ status, code: 'unexpected_answer', detail, cause })

/** JSON of an answer; `undefined` when it is not JSON, which every schema refuses. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
