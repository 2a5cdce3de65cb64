import { ProblemError } from '@grantry/sdk/client/problem'
import { problemSentence } from '../../lib/problem.ts'
import { Notice, ProblemNotice } from '../ui/notice.tsx'

/** Why a call was refused or failed. */
export const CallProblem = ({ error }: { error: Error }) =>
  error instanceof ProblemError ? (
    <ProblemNotice problem={error} />
  ) : (
    <Notice tone="error">{problemSentence(error)}</Notice>
  )

/** What is wrong with the part of the input at a path. */
export const issuesAt = (error: Error | null, path: string): string[] =>
  error instanceof ProblemError ? error.issues.filter((issue) => issue.path === path).map((issue) => issue.message) : []
