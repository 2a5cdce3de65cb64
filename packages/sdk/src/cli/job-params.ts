import { readFile } from 'node:fs/promises'
import type { JsonSchema } from '@grantry/contract'
import { Command } from 'commander'
import type { Client } from '../client/index.ts'
import { notFound, usageError } from './cli.errors.ts'
import { parseJsonArgument } from './json-argument.ts'
import { type GivenTexts, groupFlags, inputFromTexts } from './operation-input.ts'
import { readStandardInput } from './prompt.ts'

/** The parameters of a job as they were given on the command line. */
export interface ParamsOptions {
  /** `name=value`, each time it was given. */
  param?: readonly string[]
  /** JSON, `@file`, or `-` for standard input. */
  params?: string
}

export const withParamsOptions = (command: Command): Command =>
  command
    .option('--param <name=value>', 'a parameter; repeat it for more, and for a list of values', collect)
    .option('--params <json>', 'all parameters as JSON, as @file, or as - for standard input')

const collect = (value: string, before: readonly string[] = []) => [...before, value]

/**
 * The parameters of a job; the schema that the job declares decides what each means. Nothing is `{}`. `words` is what
 * else was given: `--name value` for each parameter, as for operations.
 */
export async function readParams(
  { param = [], params }: ParamsOptions,
  findSchema: () => Promise<JsonSchema | null>,
  words: readonly string[] = [],
): Promise<unknown> {
  if (words[0]?.startsWith('--') === false) throw usageError(`${words[0]} has no name`, 'Write --name value')
  const given = [...param.map(parseParam), ...groupFlags(words)]
  if (params !== undefined && given.length > 0) throw usageError('Give either --params or single ones, not both')
  if (params !== undefined) return readJson(params)
  if (given.length === 0) return {}
  return inputFromTexts(given, await findSchema(), (key) => `--param ${key}`)
}

/** `name=value`; `name` alone turns a switch on. */
function parseParam(text: string): GivenTexts {
  const equals = text.indexOf('=')
  if (equals === 0) throw usageError(`--param ${text} has no name`, 'Write --param name=value')
  return equals === -1 ? [text, []] : [text.slice(0, equals), [text.slice(equals + 1)]]
}

async function readJson(text: string): Promise<unknown> {
  if (text === '-') return parseJsonArgument('Standard input', await readStandardInput())
  if (!text.startsWith('@')) return parseJsonArgument('--params', text)
  const path = text.slice(1)
  return parseJsonArgument(path, await readText(path))
}

const readText = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw notFound(`${path} cannot be read: ${error.message}`)
  })

/** The schema of a job's parameters; null for a job that the server does not know, which it will say itself. */
export async function findParamsSchema(client: Client, workspace: string, jobType: string): Promise<JsonSchema | null> {
  const { items } = await client.jobs.types(workspace)
  return items.find((type) => type.jobType === jobType)?.params ?? null
}
