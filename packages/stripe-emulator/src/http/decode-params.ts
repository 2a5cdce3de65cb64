import type { ObjectSchema, RequestSchema } from '../schemas/request-schema.ts'
import type { FormFields, FormValue } from './form.ts'
import { invalidRequest, notEmulated, StripeFault } from './stripe-fault.ts'

/**
 * Turns a form, which is all text, into the parameters that a schema describes.
 *
 * @throws StripeFault as Stripe words it: unknown and missing parameters, text where a number belongs, a value that is
 *   none of those allowed; and for what Stripe would accept but the emulator cannot do.
 */
export function decodeParams(schema: ObjectSchema, form: FormFields): Record<string, unknown> {
  return decodeObject(schema, form, '')
}

function decodeObject(schema: ObjectSchema, fields: FormFields, path: string): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    const param = nested(path, name)
    const property = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
    if (property) result[name] = decode(property, value, param)
    else if (schema['x-unsupported'].includes(name)) throw notEmulated(`the parameter ${param}`, param)
    else throw invalidRequest(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param })
  }
  for (const name of schema.required) {
    const param = nested(path, name)
    if (!Object.hasOwn(fields, name))
      throw invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
  }
  return result
}

function decode(schema: RequestSchema, value: FormValue, param: string): unknown {
  if ('anyOf' in schema) return decodeAny(schema.anyOf, value, param)
  switch (schema.type) {
    case 'array':
      return Object.entries(requireFields(value, param, 'array')).map(([index, item]) =>
        decode(schema.items, item, nested(param, index)),
      )
    case 'object': {
      const fields = requireFields(value, param, 'hash')
      return 'properties' in schema
        ? decodeObject(schema, fields, param)
        : decodeMap(schema.additionalProperties, fields, param)
    }
    case 'boolean':
      return decodeBoolean(requireText(value, param), param)
    case 'integer':
    case 'number':
      return decodeNumber(schema.type, requireText(value, param), param)
    case 'string':
      return decodeText(schema.enum, requireText(value, param), param)
  }
}

/** The first alternative that fits; when none does, the complaint of the last one, which the generator puts widest. */
function decodeAny(alternatives: readonly RequestSchema[], value: FormValue, param: string): unknown {
  let complaint: StripeFault | undefined
  for (const alternative of alternatives) {
    try {
      return decode(alternative, value, param)
    } catch (error) {
      if (!(error instanceof StripeFault)) throw error
      complaint = error
    }
  }
  throw complaint ?? invalidRequest(`Invalid value for ${param}`, { param })
}

function decodeMap(schema: RequestSchema, fields: FormFields, param: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, decode(schema, value, nested(param, name))]),
  )
}

function decodeBoolean(text: string, param: string): boolean {
  if (text === 'true') return true
  if (text === 'false') return false
  throw invalidRequest(`Invalid boolean: ${text}`, { param })
}

function decodeNumber(type: 'integer' | 'number', text: string, param: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || (type === 'integer' && !Number.isSafeInteger(value))) {
    throw invalidRequest(`Invalid ${type === 'integer' ? 'integer' : 'decimal'}: ${text}`, {
      code: type === 'integer' ? 'parameter_invalid_integer' : 'parameter_invalid_string',
      param,
    })
  }
  return value
}

function decodeText(allowed: readonly string[] | undefined, text: string, param: string): string {
  if (allowed && !allowed.includes(text)) {
    throw invalidRequest(`Invalid ${param}: must be one of ${allowed.filter(Boolean).join(', ')}`, { param })
  }
  if (!allowed && text === '') {
    throw invalidRequest(
      `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however ` +
        `'${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`,
      { code: 'parameter_invalid_empty', param },
    )
  }
  return text
}

function requireText(value: FormValue, param: string): string {
  if (typeof value === 'string') return value
  throw invalidRequest(`Invalid string: ${JSON.stringify(value)}`, { param })
}

function requireFields(value: FormValue, param: string, wanted: 'array' | 'hash'): FormFields {
  if (typeof value === 'object') return value
  throw invalidRequest(`Invalid ${wanted}`, { param })
}

function nested(path: string, name: string): string {
  return path === '' ? name : `${path}[${name}]`
}
