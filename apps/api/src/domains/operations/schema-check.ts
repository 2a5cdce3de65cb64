import { Validator } from '@cfworker/json-schema'
import type { JsonSchema, ProblemIssue } from '@grantry/contract'

const MAX_ISSUES = 20
/** Keywords that only say that something inside them failed. */
const WRAPPERS = new Set(['properties', 'items', 'prefixItems', 'additionalProperties'])

/**
 * What is wrong with a value by a schema of a manifest; empty when nothing is. The validator interprets the schema: code
 * is never generated from what a publisher wrote.
 */
export function schemaIssues(schema: JsonSchema, value: unknown): ProblemIssue[] {
  const { valid, errors } = new Validator(schema, '2020-12', false).validate(value)
  if (valid) return []
  const telling = errors.filter(({ keyword }) => !WRAPPERS.has(keyword))
  return (telling.length > 0 ? telling : errors)
    .slice(0, MAX_ISSUES)
    .map(({ instanceLocation, error }) => ({ path: toJsonPath(instanceLocation), message: error }))
}

/** `#/a/0/b` as `$.a[0].b`. */
const toJsonPath = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, step) => (/^\d+$/.test(step) ? `${path}[${step}]` : `${path}.${step}`), '$')
