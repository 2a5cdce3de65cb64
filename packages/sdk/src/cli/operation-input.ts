import type { JsonSchema } from '@grantry/contract'
import { usageError } from './cli.errors.ts'
import { parseJsonArgument } from './json-argument.ts'
import { readStandardInput } from './prompt.ts'

/** An input as it was given: complete, or as flags that are only understood with the operation's schema. */
export type GivenInput = { kind: 'value'; value: unknown } | { kind: 'flags'; words: readonly string[] }

/**
 * Reads what follows an operation's name: one JSON text, `-` for JSON from standard input, or options `--key value`.
 * Nothing at all is an empty object.
 */
export async function readGivenInput(words: readonly string[]): Promise<GivenInput> {
  const flags = words.findIndex((word) => word.startsWith('--'))
  if (flags === -1) return { kind: 'value', value: await readJson(words) }
  if (flags > 0) throw usageError('Give the input as JSON or as --key value, not both')
  return { kind: 'flags', words }
}

async function readJson(texts: readonly string[]): Promise<unknown> {
  const [text, ...more] = texts
  if (more.length > 0) throw usageError('One JSON text is expected', 'Put it into single quotes: \'{"name": "Ada"}\'')
  if (text === undefined) return {}
  if (text === '-') return parseJsonArgument('Standard input', await readStandardInput())
  return parseJsonArgument('The input', text)
}

/** Makes an object of `--key value` pairs, with values of the types that the schema of the input expects. */
export const inputFromFlags = (words: readonly string[], schema: JsonSchema | null): Record<string, unknown> =>
  inputFromTexts(groupFlags(words), schema, (key) => `--${key}`)

/** Texts that were given for a property, under one of its spellings. */
export type GivenTexts = readonly [name: string, texts: readonly string[]]

/** Makes an object of texts; `optionOf` spells the option that gives a property, for messages about it. */
export function inputFromTexts(
  groups: readonly GivenTexts[],
  schema: JsonSchema | null,
  optionOf: (key: string) => string,
): Record<string, unknown> {
  const given = new Map<string, string[]>()
  for (const [name, texts] of groups) {
    const key = keyOf(name, schema)
    given.set(key, [...(given.get(key) ?? []), ...texts])
  }
  const values = [...given].map(
    ([key, texts]) => [key, readValue(optionOf(key), texts, schema?.properties?.[key])] as const,
  )
  return Object.fromEntries(values)
}

/** `--a 1 --b --c=3` as `a: ['1']`, `b: []`, `c: ['3']`. */
export function groupFlags(words: readonly string[]): GivenTexts[] {
  const groups: [string, string[]][] = []
  for (const word of words) {
    if (!word.startsWith('--')) {
      groups.at(-1)?.[1].push(word)
      continue
    }
    const equals = word.indexOf('=')
    groups.push(equals === -1 ? [word.slice(2), []] : [word.slice(2, equals), [word.slice(equals + 1)]])
  }
  return groups
}

/** `mime-type` names the property `mimeType` or `mime_type`, whichever there is. */
function keyOf(given: string, schema: JsonSchema | null): string {
  const known = Object.keys(schema?.properties ?? {})
  const plain = (name: string) => name.replaceAll(/[-_]/g, '').toLowerCase()
  return known.includes(given) ? given : (known.find((name) => plain(name) === plain(given)) ?? given)
}

function readValue(option: string, texts: readonly string[], schema: JsonSchema | undefined): unknown {
  const types = typesOf(schema)
  const [text, ...more] = texts
  if (types.has('array') && !isWholeList(text, schema?.items))
    return texts.map((item) => readText(option, item, schema?.items))
  if (more.length > 0) throw usageError(`${option} takes one value`, 'Put a value with spaces into quotes')
  if (text === undefined && (types.has('boolean') || types.size === 0)) return true
  if (text === undefined) throw usageError(`${option} needs a value`)
  return readText(option, text, schema)
}

/** Whether a text is a list as JSON; one that only begins like it, such as `[draft]`, is a text among texts. */
const isWholeList = (text: string | undefined, items: JsonSchema | undefined): boolean =>
  text !== undefined && text.startsWith('[') && (!typesOf(items).has('string') || readAnything(text) !== text)

/** Reads one text as what its schema expects; without an expectation, as JSON if it is JSON. */
function readText(option: string, text: string, schema: JsonSchema | undefined): unknown {
  const types = typesOf(schema)
  if (types.has('null') && text === 'null') return null
  if (types.has('boolean') && /^(?:true|false)$/.test(text)) return text === 'true'
  if ((types.has('integer') || types.has('number')) && isNumber(text)) {
    if (!isInexact(text)) return Number(text)
    if (!types.has('string')) throw inexact(option, text)
  }
  if ((types.has('object') && text.startsWith('{')) || (types.has('array') && text.startsWith('[')))
    return parseJsonArgument(option, text)
  if (types.has('string')) return text
  if (types.size === 0 && isInexact(text)) throw inexact(option, text)
  if (types.size === 0) return readAnything(text)
  throw usageError(`${option} is not ${[...types].join(' or ')}: ${text}`)
}

const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text))

/** Whether reading a whole number would quietly change its last digits. */
const isInexact = (text: string) => /^[-+]?\d+$/.test(text.trim()) && !Number.isSafeInteger(Number(text))

const inexact = (option: string, text: string) =>
  usageError(
    `${option} is too large a number to be kept exactly: ${text}`,
    `Whole numbers go up to ${Number.MAX_SAFE_INTEGER}`,
  )

function readAnything(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** The types a schema allows as far as that can be told without a value; none means any. */
function typesOf(schema: JsonSchema | undefined): Set<string> {
  if (schema === undefined) return new Set()
  if (schema.type !== undefined) return new Set([schema.type].flat())
  const examples = schema.enum ?? ('const' in schema ? [schema.const] : [])
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((inner) => [...typesOf(inner)])
  return new Set([...examples.map(typeOfValue), ...alternatives])
}

function typeOfValue(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
