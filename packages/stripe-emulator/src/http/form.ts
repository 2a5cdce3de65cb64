import { invalidRequest } from './stripe-fault.ts'

/** A decoded form: text, or fields by name. Lists are fields named 0, 1, 2, … until a schema says otherwise. */
export type FormValue = string | FormFields
export interface FormFields {
  [name: string]: FormValue
}

const MAX_DEPTH = 10

/**
 * Reads `application/x-www-form-urlencoded` with nested brackets, as the Stripe libraries write it:
 * `items[0][price]=price_1&metadata[a]=b&expand[]=customer`.
 *
 * @throws StripeFault when a name is malformed, nested too deeply, or used both as a value and as an object.
 */
export function parseForm(text: string): FormFields {
  const root = emptyFields()
  for (const [name, value] of new URLSearchParams(text)) assign(root, keysOf(name), value, name)
  return root
}

function keysOf(name: string): string[] {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name)
  if (!match) throw invalidRequest(`Invalid parameter name: ${name}`, { param: name })
  const [, head = '', rest = ''] = match
  const keys = [head, ...Array.from(rest.matchAll(/\[([^[\]]*)\]/g), ([, key = '']) => key)]
  if (keys.length > MAX_DEPTH) throw invalidRequest(`Parameter nested too deeply: ${name}`, { param: name })
  return keys
}

function assign(fields: FormFields, keys: readonly string[], value: string, name: string): void {
  const [first = '', ...rest] = keys
  const key = first === '' ? String(Object.keys(fields).length) : first
  if (rest.length === 0) {
    if (typeof fields[key] === 'object') throw conflicting(name)
    fields[key] = value
    return
  }
  const child = (fields[key] ??= emptyFields())
  if (typeof child === 'string') throw conflicting(name)
  assign(child, rest, value, name)
}

function conflicting(name: string) {
  return invalidRequest(`Parameter given both as a value and as an object: ${name}`, { param: name })
}

/** Without a prototype, so that a field called `__proto__` is a field. */
function emptyFields(): FormFields {
  return Object.create(null) as FormFields
}
