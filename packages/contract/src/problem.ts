import { z } from 'zod'

/**
 * Kinds of failure. A kind decides the HTTP status, in one place; a `code` names the failure for programs and never
 * changes; `detail` is a sentence for people that says what was wrong and what to do.
 */
export const PROBLEM_KINDS = {
  invalid: 400,
  unauthenticated: 401,
  payment_required: 402,
  denied: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported: 415,
  refused: 422,
  limit: 429,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<string, number>
export type ProblemKind = keyof typeof PROBLEM_KINDS

/** One thing that was wrong in an input. `path` is a JSON path such as `$.permissions[0].reason`, or an archive entry's name. */
export const problemIssueSchema = z.object({ path: z.string(), message: z.string() }).meta({ id: 'ProblemIssue' })
export type ProblemIssue = z.infer<typeof problemIssueSchema>

/** RFC 9457 problem details, sent as `application/problem+json`. */
export const problemSchema = z
  .object({
    type: z.string().describe('A URI reference that names the problem; `about:blank` when the code says it all'),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('Stable, lower-case, for programs'),
    detail: z.string(),
    instance: z.string().optional().describe('The id of the request, also in the server log'),
    issues: z.array(problemIssueSchema).optional(),
  })
  .loose()
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof problemSchema>
