import type { ProblemIssue } from '@grantry/contract'
import { CommanderError } from 'commander'
import { BuildRefused, formatIssue } from '../build/index.ts'
import { ProblemError } from '../client/index.ts'
import { CliError } from './cli.errors.ts'
import { EXIT_CODES, exitForStatus, type ExitName } from './exit-codes.ts'
import { printable, printableJson } from './printable.ts'

/** A failure as it is shown, whoever found it. */
export interface Failure {
  exit: ExitName
  code: string
  detail: string
  issues: readonly ProblemIssue[]
  hint: string | null
  requestId: string | null
}

/** Turns whatever was thrown into a failure. */
export function describeFailure(error: unknown): Failure {
  // The client wraps what its fetch threw, and ours says more.
  if (error instanceof ProblemError && error.cause instanceof CliError) return describeFailure(error.cause)
  if (error instanceof ProblemError) return fromProblem(error)
  if (error instanceof CliError) {
    const { exit, code, message, issues, hint } = error
    return { exit, code, detail: message, issues, hint, requestId: null }
  }
  if (error instanceof BuildRefused) return fromBuild(error)
  if (error instanceof CommanderError) return plain('usage', 'usage', error.message.replace(/^error: /, ''))
  return plain('failure', 'unexpected', error instanceof Error ? error.message : String(error))
}

const plain = (exit: ExitName, code: string, detail: string): Failure => ({
  exit,
  code,
  detail,
  issues: [],
  hint: null,
  requestId: null,
})

function fromProblem({ status, code, detail, issues, requestId }: ProblemError): Failure {
  const exit = code === 'unexpected_answer' ? 'failure' : exitForStatus(status)
  return { exit, code, detail, issues, requestId, hint: HINTS[exit] ?? null }
}

const HINTS: Partial<Record<ExitName, string>> = {
  not_signed_in: 'Run grantry login',
  unavailable: 'Try again in a moment',
}

function fromBuild({ issues }: BuildRefused): Failure {
  const detail = issues.length === 1 ? 'The extension has a fault' : `The extension has ${issues.length} faults`
  return {
    ...plain('refused', 'build_refused', detail),
    issues: issues.map((issue) => {
      const place = formatIssue({ ...issue, message: '' }).replace(/: $/, '')
      return { path: place, message: issue.message }
    }),
  }
}

/** For people: what was wrong, where, what to do, and the names under which it can be looked up. */
export function failureText({ code, detail, issues, hint, requestId }: Failure): string {
  const names = requestId === null ? `(${code})` : `(${code}, request ${requestId})`
  const unsaid = issues.filter(({ message }) => !detail.includes(message))
  const lines = unsaid.map(({ path, message }) => `  ${path}: ${message}`)
  return [
    printable([`error: ${detail} ${names}`, ...lines].join('\n')),
    ...(hint === null ? [] : [printable(hint)]),
  ].join('\n')
}

/** For programs: one line of JSON. */
export const failureJson = ({ exit, ...error }: Failure): string =>
  printableJson({ error: { ...error, exitCode: EXIT_CODES[exit].code } })
