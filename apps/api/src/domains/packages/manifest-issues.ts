import type { ProblemIssue } from '@grantry/contract'
import { z } from 'zod'
import { quoted } from './archive-text.ts'
import { jsonPath } from './manifest-path.ts'

const MAX_ISSUES = 100

/** What a schema with `plainWords` objected to, each with its JSON path; at most 100. */
export const issuesOf = (error: z.ZodError): ProblemIssue[] =>
  error.issues.flatMap((issue) => flatten(issue, [])).slice(0, MAX_ISSUES)

function flatten(issue: z.core.$ZodIssue, parent: readonly PropertyKey[]): ProblemIssue[] {
  const path = [...parent, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split(LINE)
    return issue.keys.map((key, index) => ({ path: jsonPath([...path, key]), message: messages[index] ?? '' }))
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0)
    return closest(issue.errors).flatMap((inner) => flatten(inner, path))
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => ({ path: jsonPath(path), message }))
  return [{ path: jsonPath(path), message: issue.message }]
}

/** Of the ways to meet a union the one that was meant: where the objections lie deepest, or are not to the type. */
function closest(branches: readonly z.core.$ZodIssue[][]): readonly z.core.$ZodIssue[] {
  const nearness = (issues: readonly z.core.$ZodIssue[]) =>
    Math.max(...issues.map(({ path, code }) => path.length * 2 + (code === 'invalid_type' ? 0 : 1)))
  return branches.toSorted((a, b) => nearness(b) - nearness(a))[0] ?? []
}

const LINE = '\n'

/** Messages in plain words for whatever the schema has no words of its own for. */
export const plainWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return typeMessage(issue.expected, issue.input)
    case 'invalid_value':
      return choiceMessage(issue.values, issue.input)
    case 'invalid_union':
      return choiceMessage(optionsOf(issue), fieldOf(issue.input, issue.discriminator))
    case 'unrecognized_keys':
      // One line for each key: the issue has one message for all of them.
      return issue.keys.map((key) => unknownFieldMessage(key, fieldsOf(issue.inst))).join(LINE)
    case 'too_small':
      return `At least ${amount(issue.minimum, issue.origin)}`
    case 'too_big':
      return `At most ${amount(issue.maximum, issue.origin)}`
    case 'invalid_format':
      return issue.format === 'url' ? 'A web address that begins with https:// or http://' : null
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'not_multiple_of':
      return null
  }
}

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  null: 'null',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'text',
}
const typeName = (type: string) => TYPES[type] ?? type

function typeMessage(expected: string, input: unknown): string {
  if (input === undefined) return `Required: ${typeName(expected)}`
  const given = input === null ? 'null' : Array.isArray(input) ? 'array' : typeof input
  return given === 'number' && expected === 'int'
    ? 'Expected a whole number'
    : `Expected ${typeName(expected)}, not ${typeName(given)}`
}

function choiceMessage(options: readonly unknown[], input: unknown): string {
  const choices = options.map(String)
  const expected = choices.length === 1 ? `${choices[0]}` : `one of ${choices.join(', ')}`
  if (input === undefined) return `Required: ${expected}`
  const meant = typeof input === 'string' ? nearest(input, choices) : null
  return meant === null ? `Expected ${expected}` : `Expected ${expected}. Did you mean ${meant}?`
}

function unknownFieldMessage(field: string, known: readonly string[]): string {
  const meant = nearest(field, known)
  return meant === null ? `Unknown field ${quoted(field)}` : `Unknown field ${quoted(field)}. Did you mean "${meant}"?`
}

/** What the field that tells the members of a union apart may be. */
const optionsOf = ({ options }: Readonly<Record<string, unknown>>): unknown[] => (Array.isArray(options) ? options : [])

const fieldOf = (input: unknown, field = ''): unknown =>
  typeof input === 'object' && input !== null ? Object.entries(input).find(([name]) => name === field)?.[1] : undefined

const fieldsOf = (schema: unknown): string[] => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : [])

function amount(limit: number | bigint, origin: string): string {
  if (origin === 'string') return `${limit} characters`
  return origin === 'array' ? `${limit} items` : String(limit)
}

/** The word that was probably meant: a third of the letters may differ. */
function nearest(word: string, candidates: readonly string[]): string | null {
  const short = word.slice(0, 64).toLowerCase()
  const [best] = candidates
    .map((candidate) => ({ candidate, edits: editDistance(short, candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, Math.floor(candidate.length / 3)))
    .toSorted((a, b) => a.edits - b.edits)
  return best?.candidate ?? null
}

/** Insertions, deletions and substitutions from one word to another (Levenshtein), row by row. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 0; row < a.length; row++) {
    const current = [row + 1]
    for (let column = 0; column < b.length; column++) {
      const replaced = (above[column] ?? 0) + (a[row] === b[column] ? 0 : 1)
      current.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1))
    }
    above = current
  }
  return above.at(-1) ?? 0
}
