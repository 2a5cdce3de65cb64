import {
  Array,
  Boolean,
  Enum,
  Integer,
  Intersect,
  Literal,
  Null,
  Number,
  Object,
  Optional,
  String,
  Union,
  Unknown,
  Unsafe,
} from 'typebox'

export type { Static, TSchema } from 'typebox'

/**
 * Builders of JSON Schemas whose TypeScript types are inferred.
 *
 * They are TypeBox's, cut down to what a manifest may contain: a schema made with them never needs `$ref` or `pattern`.
 * The cut also keeps the bundle small, because TypeBox's computed types bring its whole type engine along. `Unsafe`
 * takes a JSON Schema written by hand together with its type: `Type.Unsafe<[number, number]>({ type: 'array', … })`.
 */
export const Type = {
  Array,
  Boolean,
  Enum,
  Integer,
  Intersect,
  Literal,
  Null,
  Number,
  Object,
  Optional,
  String,
  Union,
  Unknown,
  Unsafe,
} as const
