import { isPermissionId, type GrantInput, type PermissionView, type VersionDetail } from '@grantry/contract'
import { Command } from 'commander'
import { CliError, usageError } from './cli.errors.ts'
import { count } from './format.ts'
import { parseGrantTime, spanText } from './grant-time.ts'
import { parseJsonArgument } from './json-argument.ts'
import { printable } from './printable.ts'
import { confirm } from './prompt.ts'
import type { Run } from './run.ts'

/** What was given on the command line towards a consent. */
export interface ConsentOptions {
  /** `permission` or `permission=scopeJson`, each time it was given. */
  grant?: readonly string[]
  /** Grants what is required, in the scope that is asked for. */
  grantRequired?: true
  /** For how long everything is granted here, as it was typed; until it is revoked when absent. */
  for?: string
  /** Skips the question; grants nothing by itself. */
  yes?: true
}

export const withConsentOptions = (command: Command): Command =>
  command
    .option(
      '--grant <permission[=scope]>',
      'grant a permission, optionally in a narrower scope (JSON); repeatable',
      collect,
    )
    .option('--grant-required', 'grant all required permissions, in the scope that is asked for')
    .option('--for <time>', 'grant for a time: 30m, 12h, 7d, 2w; until you revoke when left out')
    .option('--yes', 'do not ask; grants nothing by itself')

const collect = (value: string, before: readonly string[] = []) => [...before, value]

/** Reads `entries.read` or `entries.read={"paths":["/notes/**"]}`. */
export function parseGrant(text: string): GrantInput {
  const equals = text.indexOf('=')
  const permission = equals === -1 ? text : text.slice(0, equals)
  if (!isPermissionId(permission)) throw usageError(`${permission} is not a permission`)
  if (equals === -1) return { permission }
  const scope = parseJsonArgument(`The scope of ${permission}`, text.slice(equals + 1))
  if (typeof scope !== 'object' || scope === null || Array.isArray(scope))
    throw usageError(`The scope of ${permission} is not a JSON object`)
  return { permission, scope: { ...scope } }
}

/** What is granted without a question. Throws a usage error for a permission that the version does not ask for. */
export function grantsFromOptions(version: VersionDetail, options: ConsentOptions): GrantInput[] {
  const explicit = (options.grant ?? []).map(parseGrant)
  for (const { permission } of explicit)
    if (!version.permissions.some(({ id }) => id === permission))
      throw usageError(`${version.extension} ${version.version} does not ask for ${permission}`)
  const implied = options.grantRequired ? missingRequired(version, explicit) : []
  return [...explicit, ...implied.map(({ id }) => ({ permission: id }))]
}

export const missingRequired = (version: VersionDetail, grants: readonly GrantInput[]): PermissionView[] =>
  version.permissions.filter(({ id, optional }) => !optional && !grants.some(({ permission }) => permission === id))

/** Everything a version asks for, in plain words. */
export function consentText({ extension, version, name, permissions }: VersionDetail): string {
  const title = `${printable(name)} (${extension} ${version})`
  if (permissions.length === 0) return `${title} asks for no permission.`
  return [`${title} asks for ${count(permissions.length, 'permission')}:`, ...permissions.map(permissionText)].join(
    '\n',
  )
}

const permissionText = ({ title, sentence, reason, risk, optional, id }: PermissionView): string =>
  [
    '',
    `  ${title} · ${optional ? 'optional' : 'required'} · ${risk} risk (${id})`,
    `    ${printable(sentence)}`,
    `    Publisher’s reason: ${printable(reason)}`,
  ].join('\n')

/** What a consent is for: `Grant 2 permissions and install in home?` */
export interface Question {
  deed: 'install' | 'update'
  /** For how long; as it was typed. */
  for?: string | undefined
  /** Id or slug of the workspace. */
  where: string
  yes?: true | undefined
}

/** The grants to go on with. Nothing is granted that nobody has asked for or agreed to, nor for longer. */
export async function consentTo(
  run: Run,
  version: VersionDetail,
  given: GrantInput[],
  question: Question,
): Promise<GrantInput[]> {
  const expiresInSeconds = question.for === undefined ? null : parseGrantTime(question.for)
  const grants = await agreeTo(run, version, given, question)
  return expiresInSeconds === null ? grants : grants.map((grant) => ({ ...grant, expiresInSeconds }))
}

async function agreeTo(
  run: Run,
  version: VersionDetail,
  given: GrantInput[],
  question: Question,
): Promise<GrantInput[]> {
  if (question.yes || !run.canAsk()) {
    requireComplete(version, given)
    return given
  }
  run.note(consentText(version))
  const grants = await askForConsent(version, given, question)
  if (grants === null)
    throw new CliError({ exit: 'interrupted', code: 'declined', detail: `Nothing was ${PAST[question.deed]}` })
  return grants
}

const PAST = { install: 'installed', update: 'updated' } as const
const DEEDS = { install: 'Install', update: 'Update' } as const

function requireComplete(version: VersionDetail, given: readonly GrantInput[]): void {
  const missing = missingRequired(version, given)
  if (missing.length === 0) return
  throw new CliError({
    exit: 'usage',
    code: 'consent_required',
    detail: `${version.extension} ${version.version} needs ${count(missing.length, 'permission')} that nobody has granted`,
    issues: missing.map(({ id, sentence }) => ({ path: id, message: sentence })),
    hint: `Add --grant-required, or ${missing.map(({ id }) => `--grant ${id}`).join(' ')}`,
  })
}

/** Asks a person: about each optional permission first, unless grants were named, and then about all of it. */
async function askForConsent(
  version: VersionDetail,
  given: readonly GrantInput[],
  { deed, where, for: time }: Question,
): Promise<GrantInput[] | null> {
  const required = missingRequired(version, given).map(({ id }) => ({ permission: id }))
  const optional = given.length > 0 ? [] : await askForOptional(version)
  const grants = [...given, ...required, ...optional]
  const howLong = time === undefined ? '' : ` for ${spanText(parseGrantTime(time))}`
  const what = grants.length === 0 ? DEEDS[deed] : `Grant ${count(grants.length, 'permission')}${howLong} and ${deed}`
  return (await confirm(`\n${what} in ${where}?`)) ? grants : null
}

async function askForOptional({ permissions }: VersionDetail): Promise<GrantInput[]> {
  const granted: GrantInput[] = []
  for (const { id, title } of permissions.filter(({ optional }) => optional)) {
    if (await confirm(`\nAlso allow the optional “${title}” (${id})?`)) granted.push({ permission: id })
  }
  return granted
}
