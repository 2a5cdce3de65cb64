import type { CallableOperation } from '@grantry/contract'

interface Recipe {
  operation: Pick<CallableOperation, 'name' | 'type'>
  workspace: string
  input: unknown
}

/** A call as a command of the shell. */
export function cliRecipe({ operation, workspace, input }: Recipe): string {
  return `grantry ${operation.type} ${shortName(operation.name)} ${quote(json(input))} --workspace ${workspace}`
}

/** A call as an HTTP request. */
export const httpRecipe = ({ operation, workspace, input }: Recipe, origin: string): string =>
  post(`${origin}/v1/workspaces/${workspace}/operations/${encodeURIComponent(operation.name)}`, input)

/** A call with the client of `@grantry/sdk`. */
export const sdkRecipe = ({ operation, workspace, input }: Recipe, origin: string): string =>
  withClient(
    origin,
    `const { output } = await client.operations.call('${workspace}', '${operation.name}', ${code(input)})`,
  )

interface JobRecipe {
  /** `ext:name` */
  jobType: string
  workspace: string
  params: unknown
}

/** The start of a job as a command. */
export const dispatchCommand = ({ jobType, workspace, params }: JobRecipe): string =>
  `grantry jobs dispatch ${jobType} --params ${quote(json(params ?? {}))} --workspace ${workspace}`

export const dispatchRequest = ({ jobType, workspace, params }: JobRecipe, origin: string): string =>
  post(`${origin}/v1/workspaces/${workspace}/jobs`, { jobType, params: params ?? {} })

export const dispatchCode = ({ jobType, workspace, params }: JobRecipe, origin: string): string =>
  withClient(
    origin,
    `const job = await client.jobs.dispatch('${workspace}', { jobType: '${jobType}', params: ${code(params ?? {})} })`,
  )

/** What follows a job in a terminal. */
export const watchCommand = (workspace: string, job: string): string =>
  `grantry jobs watch ${job} --workspace ${workspace}`

/** The token comes from the environment, so that none is copied about. */
const post = (address: string, body: unknown): string =>
  [
    `curl ${quote(address)}`,
    `-H "authorization: Bearer $GRANTRY_TOKEN"`,
    `-H 'content-type: application/json'`,
    `-d ${quote(json(body))}`,
  ].join(' \\\n  ')

const withClient = (origin: string, line: string): string =>
  [
    `import { createClient } from '@grantry/sdk/client'`,
    '',
    `const client = createClient({ baseUrl: '${origin}', token: process.env.GRANTRY_TOKEN })`,
    line,
    '',
  ].join('\n')

/** `query:hello:greet.v1` → hello:greet, `query:entries.list.v1` → entries.list. */
const shortName = (name: string): string => name.replace(/^(?:query|action):/, '').replace(/(?:\.input)?\.v1$/, '')

const json = (input: unknown): string => JSON.stringify(input ?? null)

/** JSON is JavaScript. */
const code = (input: unknown): string => JSON.stringify(input ?? null, null, 2)

/** For POSIX shells: nothing inside single quotes means anything, except the quote itself. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
