import { z } from 'zod'
import { extensionIdSchema, SLUG_PATTERN, versionSchema } from './ids.ts'
import { jsonSchemaSchema } from './json-schema.ts'
import { OPERATION_NAME_PATTERN } from './wire-names.ts'
import { PERMISSION_IDS, SCOPES, type PermissionId } from './permissions.ts'

/** The guest ABIs that a server accepts today. */
export const ABIS = ['core', 'js'] as const
export const abiSchema = z.enum(ABIS)
export type Abi = z.infer<typeof abiSchema>

/** Limits that a manifest may ask for; what it leaves out gets the default. */
export const LIMITS = {
  fuel: { default: 1_000_000_000, max: 100_000_000_000, unit: 'units of fuel for one call' },
  memoryMiB: { default: 16, max: 256, unit: 'MiB of memory of one instance' },
  deadlineMs: { default: 5_000, max: 60_000, unit: 'milliseconds for one call' },
} as const

const limit = ({ default: value, max, unit }: { default: number; max: number; unit: string }) =>
  z.int().min(1).max(max).default(value).describe(unit)

export const limitsSchema = z.strictObject({
  fuel: limit(LIMITS.fuel),
  memoryMiB: limit(LIMITS.memoryMiB),
  deadlineMs: limit(LIMITS.deadlineMs),
})
export type ManifestLimits = z.infer<typeof limitsSchema>

/** The shelves of the store. */
export const CATEGORIES = [
  'ai',
  'analytics',
  'automation',
  'communication',
  'data',
  'design',
  'developer-tools',
  'documents',
  'education',
  'examples',
  'finance',
  'media',
  'productivity',
  'security',
  'utilities',
  'other',
] as const
export type Category = (typeof CATEGORIES)[number]

/** A manifest may name other categories too; the store has shelves for those of {@link CATEGORIES}. */
export const categorySchema = z
  .string()
  .max(30)
  .regex(SLUG_PATTERN, 'A category is lower-case letters, digits and single hyphens')

/** Control, format, surrogate and private characters, separators of lines, and letters that show nothing. */
const HIDDEN = /\p{Cc}|\p{Cf}|\p{Cs}|\p{Co}|\p{Zl}|\p{Zp}|\u034f|\u115f|\u1160|\u17b4|\u17b5|\u3164|\uffa0/u

/** Text on one line, without control or direction-changing characters, so that a name cannot disguise itself. */
const line = (min: number, max: number) =>
  z
    .string()
    .min(min)
    .max(max)
    .refine(
      (text) => !HIDDEN.test(text) && text.trim() === text,
      'One line of text, without control, invisible or direction-changing characters and without spaces around it',
    )

const WEB_ADDRESS = 'A web address that begins with https:// or http://, in ASCII characters without spaces'
/** In printable ASCII, so that what is shown is what is opened; other letters are written in percent or punycode. */
const webAddress = z
  .string()
  .max(500)
  .regex(/^https?:\/\/[\x21-\x7e]+$/, { error: WEB_ADDRESS, abort: true })
  .refine((text) => URL.canParse(text), WEB_ADDRESS)

/** A relative path of a file in the archive: forward slashes, plain characters. */
export const archivePathSchema = z
  .string()
  .max(200)
  .regex(
    /^(?!.*(?:^|\/)\.\.?(?:\/|$))[A-Za-z0-9._@+-]+(?:\/[A-Za-z0-9._@+-]+)*$/,
    'A relative path with forward slashes, of letters, digits and . _ @ + -',
  )

/** The name under which the guest offers a function. */
const exportName = z
  .string()
  .regex(
    /^[A-Za-z_$][A-Za-z0-9_.:$-]{0,127}$/,
    'An export is letters, digits and _ . : $ -, and starts with a letter, _ or $',
  )
const operationName = z
  .string()
  .max(64)
  .regex(OPERATION_NAME_PATTERN, 'A name is lower-case words of letters and digits, joined by _ or -')

export const operationDeclarationSchema = z.strictObject({
  type: z.enum(['query', 'action']),
  name: operationName,
  export: exportName,
  title: line(1, 80).optional(),
  description: z.string().max(1_000).optional(),
  input: jsonSchemaSchema.optional(),
  output: jsonSchemaSchema.optional(),
})
export type OperationDeclaration = z.infer<typeof operationDeclarationSchema>

export const jobDeclarationSchema = z.strictObject({
  name: operationName,
  export: exportName,
  resumable: z.boolean().default(false),
  title: line(1, 80).optional(),
  description: z.string().max(1_000).optional(),
  params: jsonSchemaSchema.optional(),
})
export type JobDeclaration = z.infer<typeof jobDeclarationSchema>

const reason = line(3, 300).describe('Why the extension needs it, shown to the admin and to the person who installs')

/** A scope may be left out where everything in it has a default. */
const scopeOf = (id: PermissionId) => {
  const scope: z.ZodObject = SCOPES[id]
  return scope.safeParse({}).success ? scope.prefault({}) : scope
}

const requestOf = <P extends PermissionId>(id: P) =>
  z.strictObject({
    id: z.literal(id),
    scope: scopeOf(id),
    reason,
    optional: z.boolean().default(false),
  })

const requests = PERMISSION_IDS.map(requestOf)
export const permissionRequestSchema = z
  .discriminatedUnion('id', requests as [(typeof requests)[number], ...typeof requests])
  .meta({ id: 'PermissionRequest' })
export type PermissionRequest = {
  [P in PermissionId]: { id: P; scope: z.infer<(typeof SCOPES)[P]>; reason: string; optional: boolean }
}[PermissionId]

const uniqueBy =
  <T>(key: (item: T) => string, what: string) =>
  (items: T[], context: z.core.$RefinementCtx<T[]>) => {
    const seen = new Set<string>()
    items.forEach((item, index) => {
      const name = key(item)
      if (seen.has(name)) context.addIssue({ code: 'custom', path: [index], message: `${what} ${name} appears twice` })
      seen.add(name)
    })
  }

/** `extension.json`, at the root of the archive. Strict: an unknown field is an error. */
export const manifestSchema = z
  .strictObject({
    $schema: z.string().max(500).optional(),
    id: extensionIdSchema,
    name: line(2, 60),
    version: versionSchema,
    description: line(1, 200),
    abi: abiSchema,
    entry: archivePathSchema,
    license: line(1, 60).optional(),
    homepage: webAddress.optional(),
    repository: webAddress.optional(),
    categories: z.array(categorySchema).max(3).default([]),
    keywords: z.array(line(2, 30)).max(10).default([]),
    icon: archivePathSchema.optional(),
    screenshots: z.array(archivePathSchema).max(8).default([]),
    readme: archivePathSchema.optional(),
    changelog: archivePathSchema.optional(),
    permissions: z
      .array(permissionRequestSchema)
      .max(PERMISSION_IDS.length)
      .superRefine(uniqueBy((request) => request.id, 'The permission')),
    limits: limitsSchema.prefault({}),
    instances: z
      .enum(['shared', 'fresh'])
      .optional()
      .describe('fresh: every call begins with the state after loading. Left out, or shared: state may stay'),
    operations: z
      .array(operationDeclarationSchema)
      .max(200)
      .default([])
      .superRefine(uniqueBy((operation) => operation.name, 'The operation')),
    jobs: z
      .array(jobDeclarationSchema)
      .max(100)
      .default([])
      .superRefine(uniqueBy((job) => job.name, 'The job')),
    pricing: z
      .strictObject({ model: z.literal('free') })
      .optional()
      .describe('That it is free, or nothing: what it costs is said by its plans, beside its versions'),
  })
  .meta({ id: 'Manifest', title: 'Grantry extension manifest' })

type ParsedManifest = z.infer<typeof manifestSchema>
export type Manifest = Omit<ParsedManifest, 'permissions'> & { permissions: PermissionRequest[] }

/** JSON Schema 2020-12 of `extension.json`, as published at `/schemas/extension.json`. */
export const manifestJsonSchema = (): object =>
  z.toJSONSchema(manifestSchema, { io: 'input', unrepresentable: 'any', reused: 'inline' })
