import type { Problem, ProblemIssue } from '@grantry/contract'

interface ProblemInit {
  status: number
  code: string
  detail: string
  issues?: readonly ProblemIssue[]
  requestId?: string | null
  wayOut?: string | null
  cause?: unknown
}

/**
 * The only failure a client throws, apart from the `AbortError` of a request its caller gave up.
 *
 * `code` is the stable name the server gave (RFC 9457), or one of the client's own: `unreachable`, with status 0, when
 * nothing answered, and `unexpected_answer` for an answer that is not of this API.
 */
export class ProblemError extends Error {
  readonly status: number
  readonly code: string
  /** A sentence for people that says what was wrong and what to do. */
  readonly detail: string
  readonly issues: readonly ProblemIssue[]
  /** Names the request in the server's log. */
  readonly requestId: string | null
  /** Path in the web store where what is missing can be had, such as a payment. */
  readonly wayOut: string | null

  constructor({ status, code, detail, issues = [], requestId = null, wayOut = null, cause }: ProblemInit) {
    super(detail, { cause })
    this.name = 'ProblemError'
    this.status = status
    this.code = code
    this.detail = detail
    this.issues = issues
    this.requestId = requestId
    this.wayOut = wayOut
  }
}

/** Turns a failed answer into the error it describes. `text` is its whole body. */
export function problemFrom(status: number, text: string): ProblemError {
  const json = readJson(text)
  if (!isProblem(json)) return unexpectedAnswer(`The server answered ${status} without saying why`, text, status)
  const { code, detail, issues, instance } = json
  const wayOut = hasTexts(json, 'wayOut') ? (json as unknown as { wayOut: string }).wayOut : null
  return new ProblemError({
    status,
    code,
    detail,
    issues: issues?.filter(isIssue),
    requestId: instance ?? null,
    wayOut,
  })
}

/** A problem document says at least what went wrong, to programs and to people; proxies in between may answer less. */
const isProblem = (json: unknown): json is Problem => hasTexts(json, 'code', 'detail')
const isIssue = (json: unknown): json is ProblemIssue => hasTexts(json, 'path', 'message')

const hasTexts = (json: unknown, ...names: string[]): boolean =>
  typeof json === 'object' &&
  json !== null &&
  names.every((name) => typeof (json as Record<string, unknown>)[name] === 'string')

export const unreachable = (cause: unknown): ProblemError =>
  new ProblemError({ status: 0, code: 'unreachable', detail: 'The server could not be reached', cause })

export const unexpectedAnswer = (detail: string, cause: unknown, status = 200): ProblemError =>
  new ProblemError({ status, code: 'unexpected_answer', detail, cause })

/** JSON of an answer; `undefined` when it is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
