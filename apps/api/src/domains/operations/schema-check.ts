import { Validator } from '@cfworker/json-schema'
import { fillDefaults, type JsonSchema, type ProblemIssue } from '@grantry/contract'
import { DEFAULT_LIMITS } from '@grantry/runtime'

const MAX_ISSUES = 20
/** Keywords that only say that something inside them failed. */
const WRAPPERS = new Set(['properties', 'items', 'prefixItems', 'additionalProperties'])

/**
 * Schema nodes times value nodes that may be compared: each part of a schema may be held against each part of a value.
 * Half a million take some hundred milliseconds at worst, in the process that serves everybody.
 */
const MAX_COMPARISONS = 500_000

/** Parts of a JSON value (itself and everything in it, counted up to a limit), and whether its keys are proper text. */
function survey(value: unknown, limit: number): { nodes: number; wellFormed: boolean } {
  const waiting = [value]
  let nodes = 0
  while (waiting.length > 0 && nodes <= limit) {
    const node = waiting.pop()
    nodes += 1
    if (typeof node !== 'object' || node === null) continue
    for (const [key, child] of Object.entries(node)) {
      // Half of a surrogate pair cannot be part of a JSON pointer, in which the validator speaks.
      if (!key.isWellFormed()) return { nodes, wellFormed: false }
      waiting.push(child)
    }
  }
  return { nodes, wellFormed: true }
}

/** Why a value is not even held against the schema, or null. */
function obstacle(schema: JsonSchema, value: unknown): string | null {
  const schemaNodes = survey(schema, MAX_COMPARISONS).nodes
  const { nodes, wellFormed } = survey(value, MAX_COMPARISONS / schemaNodes)
  if (!wellFormed) return 'A key is not well-formed Unicode'
  return schemaNodes * nodes > MAX_COMPARISONS ? 'Too many items to be checked against the schema' : null
}

/**
 * What is wrong with a value by a schema of a manifest; empty when nothing is. The validator interprets the schema: code
 * is never generated from what a publisher wrote.
 */
export function schemaIssues(schema: JsonSchema, value: unknown): ProblemIssue[] {
  const refusal = obstacle(schema, value)
  if (refusal !== null) return [{ path: '$', message: refusal }]
  const { valid, errors } = new Validator(schema, '2020-12', false).validate(value)
  if (valid) return []
  const telling = errors.filter(({ keyword }) => !WRAPPERS.has(keyword))
  return (telling.length > 0 ? telling : errors)
    .slice(0, MAX_ISSUES)
    .map(({ instanceLocation, keyword, error }) => toIssue(toJsonPath(instanceLocation), keyword, error))
}

/** A value, and what is wrong with it. */
interface Completed {
  value: unknown
  issues: ProblemIssue[]
  /** Its defaults alone were more than there may be. */
  isTooLarge: boolean
}

/**
 * What is passed on when somebody gives a value: with the defaults of the schema where it leaves something out, and what
 * is then wrong with it. Every input of an operation and every parameter of a job goes through here. `maxBytes` is what
 * it may have in JSON: defaults beyond that are not filled in.
 */
export function completeValue(schema: JsonSchema, given: unknown, maxBytes = DEFAULT_LIMITS.inputBytes): Completed {
  const refusal = obstacle(schema, given)
  if (refusal !== null) return { value: given, issues: [{ path: '$', message: refusal }], isTooLarge: false }
  try {
    const value = fillDefaults(schema, given, bounded(maxBytes))
    return { value, issues: schemaIssues(schema, value), isTooLarge: false }
  } catch (error) {
    if (!(error instanceof DefaultsTooLarge)) throw error
    const message = `With the defaults of its schema it has more than ${maxBytes} bytes of JSON`
    return { value: given, issues: [{ path: '$', message }], isTooLarge: true }
  }
}

class DefaultsTooLarge extends Error {}

/** Counts defaults. @throws DefaultsTooLarge */
function bounded(maxBytes: number): (name: string, value: unknown) => void {
  let left = maxBytes
  return (name, value) => {
    left -= Buffer.byteLength(name) + Buffer.byteLength(JSON.stringify(value))
    if (left < 0) throw new DefaultsTooLarge()
  }
}

/** What is missing is reported where it should be, so that a form can say so beside its field. */
function toIssue(path: string, keyword: string, error: string): ProblemIssue {
  const missing = keyword === 'required' ? /required property "(.*)"/s.exec(error)?.[1] : undefined
  return missing === undefined ? { path, message: error } : { path: `${path}.${missing}`, message: 'This is required' }
}

/** `#/a/0/b` as `$.a[0].b`. */
const toJsonPath = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, step) => (/^\d+$/.test(step) ? `${path}[${step}]` : `${path}.${step}`), '$')
