import type { JsonSchema } from './json-schema.ts'

/**
 * A value with what it leaves out filled in from the defaults of its schema: of properties that are missing, in objects,
 * in the items of lists, and in every part of an `allOf`. A default is taken as it is written: nothing is filled into
 * it. Alternatives (`anyOf`, `oneOf`, `not`) fill in nothing, because it is not known which of them is meant.
 *
 * The value itself is not changed.
 */
export function fillDefaults(schema: JsonSchema, value: unknown): unknown {
  const filled = fillHere(schema, value)
  return (schema.allOf ?? []).reduce((result: unknown, part) => fillDefaults(part, result), filled)
}

function fillHere(schema: JsonSchema, value: unknown): unknown {
  if (Array.isArray(value)) return fillItems(schema, value)
  if (typeof value === 'object' && value !== null) return fillProperties(schema, value as Record<string, unknown>)
  return value
}

function fillItems({ items, prefixItems = [] }: JsonSchema, list: readonly unknown[]): readonly unknown[] {
  if (items === undefined && prefixItems.length === 0) return list
  return list.map((item, index) => {
    const schema = prefixItems[index] ?? items
    return schema === undefined ? item : fillDefaults(schema, item)
  })
}

function fillProperties({ properties = {} }: JsonSchema, object: Record<string, unknown>): Record<string, unknown> {
  const filled = { ...object }
  for (const [name, schema] of Object.entries(properties)) {
    if (Object.hasOwn(object, name)) filled[name] = fillDefaults(schema, object[name])
    else if (schema.default !== undefined) filled[name] = schema.default
  }
  return filled
}
