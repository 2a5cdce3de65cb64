import { z } from 'zod'
import { entryIdSchema } from '../ids.ts'
import { ENTRY_PATH_TOO_LONG, fitsEntryPath, isPathSegment, MAX_ENTRY_PATH_BYTES } from '../permissions.ts'
import { instantSchema } from './paging.ts'
import { findUnstorable, isStorableText } from '../storable-json.ts'

/** The largest content of an entry or a sidecar, in bytes. */
export const MAX_ENTRY_CONTENT_BYTES = 16 * 1024 * 1024
/** The most entries and sidecars of a workspace, together: small ones take room as well. */
export const MAX_WORKSPACE_FILES = 100_000

const boundedPathSchema = z.string().refine(fitsEntryPath, { error: ENTRY_PATH_TOO_LONG, abort: true })
const PLAIN_PATH =
  'A path is absolute, like /notes/today.txt, without empty, "." or ".." segments and control characters'

function isPlainPath(path: string): boolean {
  const segments = path.slice(1).split('/')
  return (
    path.startsWith('/') &&
    segments.length <= 16 &&
    segments.every((segment) => isPathSegment(segment) && segment !== '*' && segment !== '**')
  )
}

/**
 * Absolute path of an entry: `/folder/name`, at most 16 levels and 2,048 bytes of UTF-8. Refuses `..` and everything that
 * is no plain name.
 */
export const entryPathSchema = boundedPathSchema.refine(isPlainPath, PLAIN_PATH)

export const folderPathSchema = boundedPathSchema.refine((path) => path === '/' || isPlainPath(path), PLAIN_PATH)

const mimeTypeSchema = z
  .string()
  .max(100)
  .regex(/^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/, 'A MIME type looks like text/plain')

const TYPES: ReadonlyMap<string, string> = new Map([
  ['csv', 'text/csv'],
  ['eml', 'message/rfc822'],
  ['html', 'text/html'],
  ['jpg', 'image/jpeg'],
  ['json', 'application/json'],
  ['md', 'text/markdown'],
  ['pdf', 'application/pdf'],
  ['png', 'image/png'],
  ['txt', 'text/plain'],
])

/** What a file or a sidecar is of which nobody says it: by the end of its name, else by how its content was given. */
export function guessMimeType(name: string, given: 'text' | 'base64'): string {
  const ending = /[^/]\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  return TYPES.get(ending) ?? (given === 'text' ? 'text/plain' : 'application/octet-stream')
}

const base64Schema = z.base64().max(Math.ceil((MAX_ENTRY_CONTENT_BYTES * 4) / 3) + 4)
const textSchema = z.string().max(MAX_ENTRY_CONTENT_BYTES)
const metadataSchema = z.record(z.string().min(1).max(128), z.unknown()).superRefine((metadata, context) => {
  const fault = findUnstorable(metadata)
  if (fault !== null) context.addIssue({ code: 'custom', message: fault })
  else if (JSON.stringify(metadata).length > 16_384)
    context.addIssue({ code: 'custom', message: 'Metadata may take up to 16 KiB' })
})

const contentShape = { text: textSchema.optional(), base64: base64Schema.optional() }
const oneContent = (input: { text?: string | undefined; base64?: string | undefined }) =>
  input.text === undefined || input.base64 === undefined
const ONE_CONTENT = 'Give the content as text or as base64, not both'

export const createEntrySchema = z
  .strictObject({
    path: entryPathSchema,
    ...contentShape,
    mimeType: mimeTypeSchema.optional(),
    metadata: metadataSchema.default({}),
  })
  .refine(oneContent, ONE_CONTENT)

const referenceShape = { id: entryIdSchema.optional(), path: entryPathSchema.optional() }
export const getEntrySchema = z
  .strictObject({ ...referenceShape, content: z.enum(['none', 'text', 'base64']).default('none') })
  .refine(({ id, path }) => (id === undefined) !== (path === undefined), 'Name the entry by id or by path')

/** A cursor has a path in it: as JSON, which may double it, in base64. */
const MAX_CURSOR_CHARACTERS = Math.ceil(((2 * MAX_ENTRY_PATH_BYTES + 4) * 4) / 3)
const pageShape = {
  limit: z.int().min(1).max(100).default(50),
  cursor: z.string().max(MAX_CURSOR_CHARACTERS).optional(),
}
export const listEntriesSchema = z.strictObject({ path: folderPathSchema.default('/'), ...pageShape })
export const searchEntriesSchema = z.strictObject({
  q: z.string().trim().min(1).max(200).refine(isStorableText, 'Letters that no path can have'),
  ...pageShape,
})

const sidecarNameSchema = z
  .string()
  .max(100)
  .regex(/^[a-z0-9][a-z0-9._-]*$/, 'A sidecar name is lower-case letters, digits and . _ -')
export const writeSidecarSchema = z
  .strictObject({ entry: entryIdSchema, name: sidecarNameSchema, ...contentShape, mimeType: mimeTypeSchema.optional() })
  .refine(oneContent, ONE_CONTENT)
export const readSidecarSchema = z.strictObject({
  entry: entryIdSchema,
  name: sidecarNameSchema,
  content: z.enum(['text', 'base64']).default('text'),
})

export const entrySchema = z.object({
  id: entryIdSchema,
  path: z.string(),
  name: z.string(),
  mimeType: z.string(),
  sizeBytes: z.int(),
  digest: z.string(),
  metadata: z.record(z.string(), z.json()),
  createdAt: instantSchema,
  updatedAt: instantSchema,
})
export type EntryView = z.infer<typeof entrySchema>
export const entryWithContentSchema = z.object({
  entry: entrySchema,
  text: z.string().optional(),
  base64: z.string().optional(),
})
export const entryPageSchema = z.object({ items: z.array(entrySchema), nextCursor: z.string().nullable() })
export const sidecarSchema = z.object({
  entryId: entryIdSchema,
  name: z.string(),
  mimeType: z.string(),
  sizeBytes: z.int(),
  digest: z.string(),
  updatedAt: instantSchema,
})
export type SidecarView = z.infer<typeof sidecarSchema>
export const sidecarWithContentSchema = z.object({
  sidecar: sidecarSchema,
  text: z.string().optional(),
  base64: z.string().optional(),
})
