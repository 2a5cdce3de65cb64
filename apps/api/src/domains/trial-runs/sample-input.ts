import type { JsonSchema, TrialCall } from '@grantry/contract'

/** Values of the scratch workspace that fields which look like it are filled with. */
export interface Samples {
  path: string
  id: string
}
type Extent = TrialCall['sample']

const MAX_DEPTH = 12
/** A schema that demands a longer text is not met. */
const MAX_LENGTH = 100_000
const TEXTS: Record<Extent, string> = { least: 'a', most: 'A sample of text, with “quotes”, ünïcode and 12.50 €.' }
const FORMATS: Record<NonNullable<JsonSchema['format']>, (samples: Samples) => string> = {
  date: () => '2026-01-31',
  'date-time': () => '2026-01-31T12:34:56Z',
  time: () => '12:34:56Z',
  email: () => 'sample@example.org',
  uuid: ({ id }) => id,
  uri: () => 'https://example.org/sample',
  ipv4: () => '192.0.2.1',
  ipv6: () => '2001:db8::1',
}

/**
 * A value for a schema of a manifest: with what it requires, or with everything it names. A schema can contradict itself,
 * so whoever uses the value holds it against the schema.
 */
export const sampleOf = (schema: JsonSchema | undefined, extent: Extent, samples: Samples): unknown =>
  schema === undefined ? {} : valueOf(schema, { extent, samples, name: '', depth: 0 })

interface Place {
  extent: Extent
  samples: Samples
  /** Of the property that is filled. */
  name: string
  depth: number
}

function valueOf(schema: JsonSchema, place: Place): unknown {
  const given = givenValue(schema, place.extent)
  if (given !== undefined) return given.value
  if (place.depth > MAX_DEPTH) return null
  const { allOf, anyOf, oneOf } = schema
  if (allOf !== undefined) return allValues([{ ...schema, allOf: undefined }, ...allOf], place)
  const choices = oneOf ?? anyOf
  const choice = place.extent === 'least' ? choices?.[0] : choices?.at(-1)
  if (choice !== undefined) return allValues([{ ...schema, oneOf: undefined, anyOf: undefined }, choice], place)
  return TYPES[typeOf(schema)](schema, place)
}

/** What the publisher wrote down as a value, when they did. */
function givenValue(schema: JsonSchema, extent: Extent): { value: unknown } | undefined {
  if ('const' in schema) return { value: schema.const }
  if (schema.examples !== undefined && schema.examples.length > 0) return { value: schema.examples[0] }
  if (schema.enum !== undefined) return { value: extent === 'least' ? schema.enum[0] : schema.enum.at(-1) }
  return extent === 'least' && 'default' in schema ? { value: schema.default } : undefined
}

/** Parts of one schema that all hold: objects are laid over one another, of anything else the last one counts. */
function allValues(schemas: readonly JsonSchema[], place: Place): unknown {
  const values = schemas.filter(isTelling).map((schema) => valueOf(schema, { ...place, depth: place.depth + 1 }))
  const objects = values.filter((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
  return objects.length === values.length ? Object.assign({}, ...objects) : values.at(-1)
}

const isTelling = ({ type, properties, enum: values, allOf, anyOf, oneOf, ...rest }: JsonSchema): boolean =>
  [type, properties, values, allOf, anyOf, oneOf].some((part) => part !== undefined) || 'const' in rest

type TypeName = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object'

function typeOf({ type, properties, items, required, minLength, format, minimum }: JsonSchema): TypeName {
  if (type !== undefined) return Array.isArray(type) ? (type.find((name) => name !== 'null') ?? 'null') : type
  if (items !== undefined) return 'array'
  if (minLength !== undefined || format !== undefined) return 'string'
  if (minimum !== undefined) return 'number'
  return properties !== undefined || required !== undefined ? 'object' : 'string'
}

const TYPES: Record<TypeName, (schema: JsonSchema, place: Place) => unknown> = {
  null: () => null,
  boolean: (_, { extent }) => extent === 'most',
  integer: (schema, { extent }) => numberOf(schema, extent, 1),
  number: (schema, { extent }) => numberOf(schema, extent, schema.multipleOf ?? 0.5),
  string: textOf,
  array: arrayOf,
  object: objectOf,
}

function numberOf(schema: JsonSchema, extent: Extent, fineness: number): number {
  const step = schema.multipleOf ?? fineness
  const least = schema.minimum ?? (schema.exclusiveMinimum === undefined ? undefined : schema.exclusiveMinimum + step)
  const most = schema.maximum ?? (schema.exclusiveMaximum === undefined ? undefined : schema.exclusiveMaximum - step)
  const wanted = extent === 'least' ? (least ?? Math.min(0, most ?? 0)) : (most ?? Math.max(12, least ?? 12))
  return (extent === 'least' ? Math.ceil(wanted / step) : Math.floor(wanted / step)) * step
}

function textOf(schema: JsonSchema, { extent, samples, name }: Place): string {
  if (schema.format !== undefined) return FORMATS[schema.format](samples)
  const text = /path|file|entry/i.test(name) ? samples.path : TEXTS[extent]
  const { minLength = 0, maxLength = Infinity } = schema
  const enough = text.repeat(Math.max(1, Math.ceil(Math.min(minLength, MAX_LENGTH) / text.length)))
  return enough.slice(0, Math.max(minLength, Math.min(maxLength, text.length)))
}

function arrayOf(schema: JsonSchema, place: Place): unknown[] {
  const { prefixItems = [], items, minItems = 0, maxItems = Infinity } = schema
  const wanted = Math.max(minItems, place.extent === 'least' ? 0 : Math.min(2, maxItems))
  return Array.from({ length: Math.min(wanted, 1_000) }, (_, index) =>
    valueOf(prefixItems[index] ?? items ?? { type: 'string' }, { ...place, depth: place.depth + 1 }),
  )
}

function objectOf(schema: JsonSchema, place: Place): Record<string, unknown> {
  const { properties = {}, required = [] } = schema
  const names = place.extent === 'least' ? required : [...new Set([...Object.keys(properties), ...required])]
  return Object.fromEntries(
    names.map((name) => [name, valueOf(properties[name] ?? {}, { ...place, name, depth: place.depth + 1 })]),
  )
}
