import { isPermissionId, type GrantInput, type PermissionView, type VersionDetail } from '@grantry/contract'
import { usageError } from './cli.errors.ts'
import { count } from './format.ts'
import { parseJsonArgument } from './json-argument.ts'
import { printable } from './printable.ts'
import { confirm } from './prompt.ts'

/** What was given on the command line towards a consent. */
export interface ConsentOptions {
  /** `permission` or `permission=scopeJson`, each time it was given. */
  grant?: readonly string[]
  /** Grants what is required, in the scope that is asked for. */
  grantRequired?: true
  /** Skips the question; grants nothing by itself. */
  yes?: true
}

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

/** Asks a person: about each optional permission first, unless grants were named, and then about all of it. */
export async function askForConsent(
  version: VersionDetail,
  given: readonly GrantInput[],
  workspace: string,
): Promise<GrantInput[] | null> {
  const required = missingRequired(version, given).map(({ id }) => ({ permission: id }))
  const optional = given.length > 0 ? [] : await askForOptional(version)
  const grants = [...given, ...required, ...optional]
  const what = grants.length === 0 ? 'Install' : `Grant ${count(grants.length, 'permission')} and install`
  return (await confirm(`\n${what} in ${workspace}?`)) ? grants : null
}

async function askForOptional({ permissions }: VersionDetail): Promise<GrantInput[]> {
  const granted: GrantInput[] = []
  for (const { id, title } of permissions.filter(({ optional }) => optional)) {
    if (await confirm(`\nAlso allow the optional “${title}” (${id})?`)) granted.push({ permission: id })
  }
  return granted
}
