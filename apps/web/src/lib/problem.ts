import { ProblemError } from '@grantry/sdk/client/problem'

/** A failure as a screen shows it. */
export interface ShownProblem {
  title: string
  detail: string
  requestId: string | null
}

const TITLES: Record<number, string> = {
  0: 'No connection to the server',
  401: 'Please sign in',
  403: 'This is not yours to see',
  404: 'Nothing is here',
  429: 'A little too fast',
  503: 'The server is not ready',
}

export function shownProblem(error: unknown): ShownProblem {
  if (!(error instanceof ProblemError)) {
    const detail = error instanceof Error ? error.message : String(error)
    return { title: 'This page broke', detail, requestId: null }
  }
  const title = TITLES[error.status] ?? 'That did not work'
  return { title, detail: error.detail, requestId: error.requestId }
}

/** The sentence of a failure, for places with room for one line. */
export const problemSentence = (error: unknown): string => shownProblem(error).detail

/** Whether the server has said no, so that nothing came of what was asked. After any other failure that is not known. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof ProblemError && error.status >= 400 && error.status < 500

/** Sentences about one field of a form. `$.name` and what lies inside it belong to the field `name`. */
export function fieldIssues(error: unknown, field: string): string[] {
  if (!(error instanceof ProblemError)) return []
  const path = `$.${field}`
  return error.issues
    .filter((issue) => issue.path === path || issue.path.startsWith(`${path}.`) || issue.path.startsWith(`${path}[`))
    .map((issue) => issue.message)
}
