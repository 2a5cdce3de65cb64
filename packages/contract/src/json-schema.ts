import { z } from 'zod'

/**
 * The part of JSON Schema 2020-12 that a manifest may use for inputs and outputs.
 *
 * A manifest is not trusted, and its schemas run on the server for every call. What could make validation cost more
 * than the size of schema times input is therefore left out: `$ref` (exponential expansion), `pattern` (catastrophic
 * regular expressions), `unevaluated*`, `if`/`then`/`else` and `dependent*`.
 */
export type JsonSchema = {
  type?: JsonType | JsonType[]
  title?: string
  description?: string
  default?: unknown
  examples?: unknown[]
  deprecated?: boolean
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean | JsonSchema
  minProperties?: number
  maxProperties?: number
  items?: JsonSchema
  prefixItems?: JsonSchema[]
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
  format?: JsonFormat
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  multipleOf?: number
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  not?: JsonSchema
}
const JSON_TYPES = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'] as const
type JsonType = (typeof JSON_TYPES)[number]
const JSON_FORMATS = ['date', 'date-time', 'time', 'email', 'uuid', 'uri', 'ipv4', 'ipv6'] as const
type JsonFormat = (typeof JSON_FORMATS)[number]

const MAX_DEPTH = 16
const MAX_NODES = 2_000

const jsonTypeSchema = z.enum(JSON_TYPES)
const count = z.int().min(0)
const propertyName = z
  .string()
  .min(1)
  .max(128)
  .refine((name) => !['__proto__', 'constructor', 'prototype'].includes(name), 'This property name is reserved')

const nodeSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.strictObject({
    $schema: z.string().max(200).optional(),
    $comment: z.string().max(500).optional(),
    type: z.union([jsonTypeSchema, z.array(jsonTypeSchema).min(1)]).optional(),
    title: z.string().max(200).optional(),
    description: z.string().max(2_000).optional(),
    default: z.unknown().optional(),
    examples: z.array(z.unknown()).max(20).optional(),
    deprecated: z.boolean().optional(),
    enum: z.array(z.unknown()).min(1).max(500).optional(),
    const: z.unknown().optional(),
    properties: z.record(propertyName, nodeSchema).optional(),
    required: z.array(propertyName).optional(),
    additionalProperties: z.union([z.boolean(), nodeSchema]).optional(),
    minProperties: count.optional(),
    maxProperties: count.optional(),
    items: nodeSchema.optional(),
    prefixItems: z.array(nodeSchema).optional(),
    minItems: count.optional(),
    maxItems: count.optional(),
    minLength: count.optional(),
    maxLength: count.optional(),
    format: z.enum(JSON_FORMATS).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    exclusiveMaximum: z.number().optional(),
    multipleOf: z.number().positive().optional(),
    anyOf: z.array(nodeSchema).min(1).optional(),
    oneOf: z.array(nodeSchema).min(1).optional(),
    allOf: z.array(nodeSchema).min(1).optional(),
    not: nodeSchema.optional(),
  }),
)

/** Nodes and depth of any JSON value, counted without recursion deeper than the limit. */
function measure(value: unknown, depth = 0): { nodes: number; depth: number } {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH * 2) return { nodes: 1, depth }
  let nodes = 1
  let deepest = depth
  for (const child of Object.values(value)) {
    const inner = measure(child, depth + 1)
    nodes += inner.nodes
    deepest = Math.max(deepest, inner.depth)
    if (nodes > MAX_NODES) break
  }
  return { nodes, depth: deepest }
}

/** Parses a schema of a manifest; the size is bounded before the structure is walked. */
export const jsonSchemaSchema = z
  .preprocess((value, context) => {
    const { nodes, depth } = measure(value)
    if (nodes > MAX_NODES) context.addIssue({ code: 'custom', message: `A schema may have at most ${MAX_NODES} nodes` })
    if (depth > MAX_DEPTH * 2)
      context.addIssue({ code: 'custom', message: `A schema may be at most ${MAX_DEPTH} levels deep` })
    return value
  }, nodeSchema)
  .meta({ id: 'OperationSchema', description: 'JSON Schema 2020-12 without $ref, pattern, conditionals' })
