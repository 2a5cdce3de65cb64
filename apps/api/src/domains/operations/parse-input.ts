import type { z } from 'zod'
import { jsonPath } from '../../platform/http/index.ts'
import { operationsErrors } from './operations.errors.ts'

/** @throws DomainError `invalid_input`, with the JSON path of everything that is wrong */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw operationsErrors.invalidInput(
    parsed.error.issues.map(({ path, message }) => ({ path: jsonPath(path), message })),
  )
}
