import type { JsonSchema } from '@grantry/contract'

/**
 * How a JSON Schema becomes controls. The value of a form is the JSON that is sent: `undefined` means that a property is
 * left out. Whatever has no control of its own is edited as JSON, so every schema can be filled in.
 */
export type FieldShape =
  | { kind: 'text'; format: JsonSchema['format']; long: boolean }
  | { kind: 'number'; step: number | 'any' }
  | { kind: 'switch' }
  | { kind: 'choice'; options: readonly unknown[] }
  | { kind: 'constant'; value: unknown }
  | { kind: 'list'; items: JsonSchema }
  | { kind: 'object'; properties: readonly ObjectProperty[] }
  | { kind: 'json' }

export interface ObjectProperty {
  name: string
  schema: JsonSchema
  required: boolean
}

/** Longer than this, a text gets an area of several lines. */
const LONG_TEXT = 200

export function fieldShape(schema: JsonSchema): FieldShape {
  if ('const' in schema) return { kind: 'constant', value: schema.const }
  const options = choiceOptions(schema)
  if (options) return { kind: 'choice', options }
  switch (singleType(schema)) {
    case 'string':
      return { kind: 'text', format: schema.format, long: (schema.maxLength ?? 0) > LONG_TEXT || hasLines(schema) }
    case 'integer':
      return { kind: 'number', step: schema.multipleOf ?? 1 }
    case 'number':
      return { kind: 'number', step: schema.multipleOf ?? 'any' }
    case 'boolean':
      return { kind: 'switch' }
    case 'array':
      return schema.items && !schema.prefixItems ? { kind: 'list', items: schema.items } : { kind: 'json' }
    case 'object':
      return schema.properties ? { kind: 'object', properties: objectProperties(schema) } : { kind: 'json' }
    case 'null':
    case undefined:
      return { kind: 'json' }
  }
}

/** A control of one line would put them together. */
const hasLines = ({ default: text }: JsonSchema): boolean => typeof text === 'string' && text.includes('\n')

/** Values to choose from: an `enum`, or alternatives that are each a constant. */
function choiceOptions(schema: JsonSchema): readonly unknown[] | null {
  if (schema.enum) return schema.enum
  const alternatives = schema.anyOf ?? schema.oneOf
  if (!alternatives?.every((alternative) => 'const' in alternative)) return null
  return alternatives.map((alternative) => alternative.const)
}

/** The one type of a schema that is not a combination of others. */
function singleType({ type, anyOf, oneOf, allOf, not }: JsonSchema): Exclude<JsonSchema['type'], unknown[]> {
  if (anyOf || oneOf || allOf || not) return undefined
  return Array.isArray(type) ? (type.length === 1 ? type[0] : undefined) : type
}

/** What has a default may be left out, whatever the schema demands: the platform fills it in. */
const objectProperties = ({ properties = {}, required = [] }: JsonSchema): ObjectProperty[] =>
  Object.entries(properties).map(([name, schema]) => ({
    name,
    schema,
    required: required.includes(name) && schema.default === undefined,
  }))

/** What a form starts with: defaults, constants, and as much as is needed to show the required controls. */
export function initialValue(schema: JsonSchema, presence: 'required' | 'optional' = 'required'): unknown {
  if (schema.default !== undefined) return schema.default
  const shape = fieldShape(schema)
  if (shape.kind === 'constant') return presence === 'required' ? shape.value : undefined
  if (presence === 'optional') return undefined
  switch (shape.kind) {
    case 'switch':
      return false
    case 'list':
      return Array.from({ length: schema.minItems ?? 0 }, () => initialValue(shape.items))
    case 'object':
      return initialObject(shape.properties)
    case 'text':
    case 'number':
    case 'choice':
    case 'json':
      return undefined
  }
}

function initialObject(properties: readonly ObjectProperty[]): Record<string, unknown> {
  const entries = properties.map(({ name, schema, required }): [string, unknown] => [
    name,
    initialValue(schema, required ? 'required' : 'optional'),
  ])
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

/** A copy of `object` with one property set, or without it when the value is undefined. */
export function withProperty(object: unknown, name: string, value: unknown): Record<string, unknown> {
  const { [name]: _, ...others } = asObject(object)
  return value === undefined ? others : { ...others, [name]: value }
}

export const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}

export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : [])

/** `max_items` → Max items, `postalCode` → Postal code. */
export function propertyLabel(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase()
    .trim()
  return (words[0] ?? name).toUpperCase() + words.slice(1)
}

/** JSON path of a property or an item, as the server writes the paths of its issues. */
export const propertyPath = (path: string, name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`
export const itemPath = (path: string, index: number): string => `${path}[${index}]`
