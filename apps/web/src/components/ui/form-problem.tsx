import { ProblemError } from '@grantry/sdk/client/problem'
import { problemSentence } from '../../lib/problem.ts'
import { Notice } from './notice.tsx'

interface FormProblemProps {
  error: Error | null
  /** Fields that show their own issues. */
  fields: readonly string[]
}

/** What a form was refused for, unless its fields say it already. */
export function FormProblem({ error, fields }: FormProblemProps) {
  if (error === null) return null
  const issues = error instanceof ProblemError ? error.issues : []
  const others = issues.filter(
    ({ path }) => !fields.some((field) => path === `$.${field}` || path.startsWith(`$.${field}[`)),
  )
  if (issues.length > 0 && others.length === 0) return null
  return (
    <Notice tone="error" title={problemSentence(error)}>
      {others.map(({ path, message }) => (
        <p key={path}>{message}</p>
      ))}
    </Notice>
  )
}
