import { z } from 'zod'
import { extensionIdSchema } from './ids.ts'
import { OPERATION_NAME_PATTERN, parseWireName } from './wire-names.ts'

/**
 * The one list of permissions. A manifest asks for some of them, an admin reviews what is asked, a person grants.
 * Logging, the clock and random numbers need none.
 */
export type Risk = 'low' | 'medium' | 'high'

/**
 * A path pattern: absolute, exact segments; a wildcard only as the whole last segment, where `*` stands for one
 * segment and `**` for one or more. `/**` is everything.
 */
export const pathPatternSchema = z
  .string()
  .min(2)
  .max(512)
  .refine(
    isPathPattern,
    'A path pattern is absolute, has no empty, "." or ".." segment, and * or ** only as its whole last segment',
  )

function isPathPattern(pattern: string): boolean {
  if (!pattern.startsWith('/')) return false
  const segments = pattern.slice(1).split('/')
  return segments.every((segment, index) => {
    if (segment === '*' || segment === '**') return index === segments.length - 1
    return isPathSegment(segment) && !segment.includes('*')
  })
}

/**
 * One segment of an entry's path: no slash or backslash, no control character, end of line or change of direction,
 * well-formed and in Unicode normalisation form C. Two different paths are therefore never stored as the same text.
 */
export function isPathSegment(segment: string): boolean {
  if (segment === '' || segment === '.' || segment === '..' || segment.length > 255) return false
  return (
    !/[\u0000-\u001f\u007f-\u009f/\\\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/.test(segment) &&
    segment.isWellFormed() &&
    segment.normalize('NFC') === segment
  )
}

/** The longest path of an entry, in bytes of UTF-8: an index of PostgreSQL takes rows of up to about 2,700. */
export const MAX_ENTRY_PATH_BYTES = 2_048

/** Whether the platform can keep an entry at a path of this length. */
export const fitsEntryPath = (path: string): boolean => new TextEncoder().encode(path).length <= MAX_ENTRY_PATH_BYTES
export const ENTRY_PATH_TOO_LONG = `A path may take ${MAX_ENTRY_PATH_BYTES} bytes of UTF-8`

/** What the address of a request leaves out, so that a pattern which names it would cover nothing. */
const HTTPS_PORT = /:443$/

/** `api.example.org`, or `*.example.org` for its sub-domains; optional port. No address literals. */
export const hostPatternSchema = z
  .string()
  .max(260)
  .regex(
    /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])(?::[1-9]\d{0,4})?$/,
    'A host is a lower-case domain name, optionally with *. in front and a port behind',
  )
  .overwrite((host) => host.replace(HTTPS_PORT, ''))

export const HTTP_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

const credentialNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,63}$/, 'A credential name is lower-case letters, digits, - and _')

/** A full wire name of another extension's operation, or `ext:*` for all of one extension. */
export const operationPatternSchema = z.string().refine((text) => {
  if (parseWireName(text)?.kind === 'extension') return true
  const [extension, star, ...rest] = text.split(':')
  return rest.length === 0 && star === '*' && extensionIdSchema.safeParse(extension).success
}, 'An operation is a full wire name such as query:finance:balance.v1, or finance:* for all of an extension')

const list = <T extends z.ZodType>(item: T) => z.array(item).min(1).max(64)
/** `ext:name` of a job. */
export const qualifiedJobSchema = z.string().refine((text) => {
  const [, name = ''] = text.split(':')
  return parseWireName(text)?.kind === 'alias' && OPERATION_NAME_PATTERN.test(name)
}, 'A job is written ext:name')

const pathScope = z.strictObject({ paths: list(pathPatternSchema).default(['/**']) })
const nameScope = z.strictObject({ names: list(credentialNameSchema) })
const emptyScope = z.strictObject({})

export const SCOPES = {
  'entries.read': pathScope,
  'entries.write': pathScope,
  'credentials.read': nameScope,
  'credentials.write': nameScope,
  network: z.strictObject({ hosts: list(hostPatternSchema), methods: list(z.enum(HTTP_METHODS)).default(['GET']) }),
  database: z.strictObject({ quotaMiB: z.int().min(1).max(1024).default(64) }),
  'ai.ocr': emptyScope,
  'ai.classify': emptyScope,
  'jobs.run': z.strictObject({ jobs: list(qualifiedJobSchema).optional() }),
  'jobs.schedule': emptyScope,
  'extensions.call': z.strictObject({ operations: list(operationPatternSchema) }),
  users: emptyScope,
} as const
export type PermissionId = keyof typeof SCOPES
export type ScopeOf<P extends PermissionId> = z.infer<(typeof SCOPES)[P]>
export type AnyScope = { [P in PermissionId]: ScopeOf<P> }[PermissionId]

export const PERMISSION_IDS = Object.keys(SCOPES) as PermissionId[]
export const permissionIdSchema = z.enum(PERMISSION_IDS as [PermissionId, ...PermissionId[]])
export const isPermissionId = (text: string): text is PermissionId => Object.hasOwn(SCOPES, text)

interface PermissionText<P extends PermissionId> {
  title: string
  risk: Risk
  /** What a person consents to, in plain words, for a given scope. */
  sentence: (scope: ScopeOf<P>) => string
}

const and = (items: readonly string[]) =>
  items.length < 2 ? (items[0] ?? 'nothing') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`

/** What paths name, in words. Beside all files, others would only look like an exception. */
const places = (patterns: readonly string[]): string =>
  patterns.includes('/**') ? 'all files' : and(patterns.map(place))

const place = (pattern: string): string => {
  if (pattern.endsWith('/**')) return `everything in ${quoted(pattern.slice(0, -3))}`
  if (pattern.endsWith('/*')) return `the files directly in ${quoted(pattern.slice(0, -2) || '/')}`
  return quoted(pattern)
}

/** Characters of a path that cannot be taken for words or marks of the sentence around it. */
const PLAIN_PATH = /^(?:(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{M}\p{N}/._-])+$/u
const UNSEEN = /(?![\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/gu

/** A path as part of a sentence: in quotes wherever a publisher could make it speak, and with nothing in it that is not seen. */
const quoted = (path: string): string =>
  PLAIN_PATH.test(path)
    ? path
    : JSON.stringify(path).replace(UNSEEN, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)

export const PERMISSIONS: { readonly [P in PermissionId]: PermissionText<P> } = {
  'entries.read': {
    title: 'Read files',
    risk: 'medium',
    sentence: ({ paths }) => `Read ${places(paths)} of this workspace`,
  },
  'entries.write': {
    title: 'Create and change files',
    risk: 'high',
    sentence: ({ paths }) => `Create and change ${places(paths)} of this workspace`,
  },
  'credentials.read': {
    title: 'Use stored credentials',
    risk: 'high',
    sentence: ({ names }) => `Use the stored credentials ${and(names)}`,
  },
  'credentials.write': {
    title: 'Store credentials',
    risk: 'high',
    sentence: ({ names }) => `Store and delete the credentials ${and(names)}`,
  },
  network: {
    title: 'Connect to the internet',
    risk: 'high',
    sentence: ({ hosts, methods }) => `Send ${and(methods)} requests to ${and(hosts)}`,
  },
  database: {
    title: 'Keep a private database',
    risk: 'low',
    sentence: ({ quotaMiB }) => `Keep up to ${quotaMiB} MiB in a database of its own`,
  },
  'ai.ocr': { title: 'Read text in images', risk: 'low', sentence: () => 'Have text recognised in images it is given' },
  'ai.classify': { title: 'Classify text', risk: 'low', sentence: () => 'Have text classified' },
  'jobs.run': {
    title: 'Run work in the background',
    risk: 'low',
    sentence: ({ jobs }) => (jobs ? `Run the background jobs ${and(jobs)}` : 'Run its own jobs in the background'),
  },
  'jobs.schedule': {
    title: 'Run on a schedule',
    risk: 'medium',
    sentence: () => 'Start its jobs by itself at set times',
  },
  'extensions.call': {
    title: 'Call other extensions',
    risk: 'medium',
    sentence: ({ operations }) => `Call ${and(operations)}, never with more rights than you gave either`,
  },
  users: {
    title: 'Keep user accounts of its own',
    risk: 'medium',
    sentence: () => 'Keep a list of users and their sessions for itself',
  },
}

/** A permission in plain words for a scope that has already been parsed. */
export function permissionSentence(id: PermissionId, scope: AnyScope): string {
  const sentence = PERMISSIONS[id].sentence as (scope: AnyScope) => string
  return sentence(scope)
}

const RISKS: readonly Risk[] = ['low', 'medium', 'high']
/** The highest risk among permissions; `low` for none. */
export const highestRisk = (ids: readonly PermissionId[]): Risk =>
  RISKS[Math.max(0, ...ids.map((id) => RISKS.indexOf(PERMISSIONS[id].risk)))] ?? 'low'

/** A permission with its scope, parsed. What a manifest requests, a review approves and a grant gives. */
export type ScopedPermission = { [P in PermissionId]: { id: P; scope: ScopeOf<P> } }[PermissionId]
