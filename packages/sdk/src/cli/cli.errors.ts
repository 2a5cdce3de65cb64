import type { ProblemIssue } from '@grantry/contract'
import type { ExitName } from './exit-codes.ts'

interface CliErrorInit {
  exit: ExitName
  /** Stable, lower-case, for programs. */
  code: string
  /** A sentence for people. */
  detail: string
  /** What to do next. */
  hint?: string
  issues?: readonly ProblemIssue[]
  cause?: unknown
}

/** A failure that the command line itself found, as opposed to one that the server answered. */
export class CliError extends Error {
  readonly exit: ExitName
  readonly code: string
  readonly hint: string | null
  readonly issues: readonly ProblemIssue[]

  constructor({ exit, code, detail, hint, issues = [], cause }: CliErrorInit) {
    super(detail, { cause })
    this.name = 'CliError'
    this.exit = exit
    this.code = code
    this.hint = hint ?? null
    this.issues = issues
  }
}

export const usageError = (detail: string, hint?: string): CliError =>
  new CliError({ exit: 'usage', code: 'usage', detail, hint })

export const notFound = (what: string, hint?: string): CliError =>
  new CliError({ exit: 'not_found', code: 'not_found', detail: what, hint })

export const notSignedIn = (server: string): CliError =>
  new CliError({
    exit: 'not_signed_in',
    code: 'not_signed_in',
    detail: `You are not signed in to ${server}`,
    hint: 'Run grantry login, or set GRANTRY_TOKEN',
  })
