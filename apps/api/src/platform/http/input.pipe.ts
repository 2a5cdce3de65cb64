import { StandardSchemaValidationPipe } from '@nestjs/common'
import type { ProblemIssue } from '@grantry/contract'
import { httpErrors } from './http.errors.ts'

/** `$.permissions[0].reason` from the path of a validation issue. */
export const jsonPath = (path: readonly unknown[]): string =>
  path.reduce<string>((text, step) => {
    const key = typeof step === 'object' && step !== null && 'key' in step ? step.key : step
    return typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`
  }, '$')

/** Parses every body and query that names a schema; what comes out is typed and trusted. */
export const inputPipe = (): StandardSchemaValidationPipe =>
  new StandardSchemaValidationPipe({
    exceptionFactory: (issues) =>
      httpErrors.invalidInput(
        issues.map((issue): ProblemIssue => ({ path: jsonPath(issue.path ?? []), message: issue.message })),
      ),
  })
