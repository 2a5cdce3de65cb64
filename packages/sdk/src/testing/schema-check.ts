import { fillDefaults, type JsonSchema } from '@grantry/contract'
import { Errors } from 'typebox/schema'
import type { TSchema } from 'typebox'
import { PlatformError } from '../guest/platform.errors.ts'

/**
 * What a handler or a job receives for what it is called with: with the defaults of the schema, as the platform fills
 * them in. Throws a PlatformError with the given code.
 */
export function completeValue<T>(
  code: 'invalid_input' | 'invalid_params',
  method: string,
  schema: TSchema,
  given: T,
): T {
  const value = fillDefaults(JSON.parse(JSON.stringify(schema)) as JsonSchema, given)
  checkValue(code, method, schema, value)
  return value as T
}

/**
 * Checks a value against an operation's schema, as the platform does before and after a handler runs. Throws a
 * PlatformError with the given code.
 */
export function checkValue(code: keyof typeof TEXTS, method: string, schema: TSchema, value: unknown): void {
  const [valid, errors] = Errors(JSON.parse(JSON.stringify(schema)), value)
  if (valid) return
  const issues = errors.map(({ instancePath, message }) => `${instancePath || '/'} ${message}`)
  throw new PlatformError(method, code, `${TEXTS[code]}: ${issues.join('; ')}`)
}

const TEXTS = {
  invalid_input: 'The input is not right',
  invalid_output: 'The output is not what is declared',
  invalid_params: 'The parameters are not right',
} as const
