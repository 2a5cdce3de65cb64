import { displayName } from './archive-text.ts'

/** A place in a JSON document, for people: `$.permissions[0].reason`, `$.input.properties["a b"]`. */
export const jsonPath = (segments: readonly PropertyKey[]): string => `$${segments.map(step).join('')}`

function step(segment: PropertyKey): string {
  if (typeof segment === 'number') return `[${segment}]`
  const name = String(segment)
  return /^[A-Za-z_$][\w$]*$/.test(name) && name.length <= 64 ? `.${name}` : `[${displayName(JSON.stringify(name))}]`
}
