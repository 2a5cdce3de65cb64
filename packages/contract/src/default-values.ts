import type { JsonSchema } from './json-schema.ts'

/**
 * A value with what it leaves out filled in from the defaults of its schema: of properties that are missing, in objects,
 * in the items of lists, and in every part of an `allOf`. A default is taken as it is written: nothing is filled into
 * it. Alternatives (`anyOf`, `oneOf`, `not`) fill in nothing, because it is not known which of them is meant.
 *
 * The value itself is not changed. `onDefault` hears of each default before it is filled in, and ends it all by throwing:
 * a short list of empty objects may become a very long text.
 */
export function fillDefaults(schema: JsonSchema, value: unknown, onDefault: OnDefault = () => undefined): unknown {
  const filled = fillHere(schema, value, onDefault)
  return (schema.allOf ?? []).reduce((result: unknown, part) => fillDefaults(part, result, onDefault), filled)
}

type OnDefault = (name: string, value: unknown) => void

function fillHere(schema: JsonSchema, value: unknown, onDefault: OnDefault): unknown {
  if (Array.isArray(value)) return fillItems(schema, value, onDefault)
  if (typeof value !== 'object' || value === null) return value
  return fillProperties(schema, value as Record<string, unknown>, onDefault)
}

function fillItems(
  { items, prefixItems = [] }: JsonSchema,
  list: readonly unknown[],
  onDefault: OnDefault,
): readonly unknown[] {
  if (items === undefined && prefixItems.length === 0) return list
  return list.map((item, index) => {
    const schema = prefixItems[index] ?? items
    return schema === undefined ? item : fillDefaults(schema, item, onDefault)
  })
}

function fillProperties(
  { properties = {} }: JsonSchema,
  object: Record<string, unknown>,
  onDefault: OnDefault,
): Record<string, unknown> {
  const filled = { ...object }
  for (const [name, schema] of Object.entries(properties)) {
    if (Object.hasOwn(object, name)) filled[name] = fillDefaults(schema, object[name], onDefault)
    else if (schema.default !== undefined) {
      onDefault(name, schema.default)
      filled[name] = schema.default
    }
  }
  return filled
}
