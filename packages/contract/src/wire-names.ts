import { SLUG_PATTERN } from './ids.ts'

/**
 * Names of operations and jobs on the wire.
 *
 * | what               | grammar                          |
 * |--------------------|----------------------------------|
 * | extension query    | `query:{ext}:{name}.v1`          |
 * | extension action   | `action:{ext}:{name}.input.v1`   |
 * | extension job      | `{ext}:{name}`                   |
 * | core query         | `query:{name}.v1`                |
 * | core action        | `action:{name}.input.v1`         |
 * | alias              | `{ext}:{name}` of either kind    |
 *
 * ASCII only, exact segments. A core name has no extension segment, so no extension can ever spell one.
 */
export type OperationType = 'query' | 'action'

export type WireName =
  | { kind: 'core'; type: OperationType; name: string }
  | { kind: 'extension'; type: OperationType; extension: string; name: string }
  | { kind: 'alias'; extension: string; name: string }

/** An operation's own name: lower-case words joined by `_` or `-`, at most 64 characters. */
export const OPERATION_NAME_PATTERN = /^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*$/
const CORE_NAME_PATTERN = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*(?:\.[a-z][a-z0-9]*(?:_[a-z0-9]+)*)+$/
const MAX_LENGTH = 200

const SUFFIX: Record<OperationType, string> = { query: '.v1', action: '.input.v1' }

/** The full name of an extension's operation. */
export const extensionOperationName = (type: OperationType, extension: string, name: string): string =>
  `${type}:${extension}:${name}${SUFFIX[type]}`

/** The full name of a platform operation, for example `query:entries.get.v1`. */
export const coreOperationName = (type: OperationType, name: string): string => `${type}:${name}${SUFFIX[type]}`

/** The name of a job of an extension; also the alias of an operation. */
export const qualifiedName = (extension: string, name: string): string => `${extension}:${name}`

const isName = (text: string) => text.length <= 64 && OPERATION_NAME_PATTERN.test(text)
const isSlug = (text: string) => text.length <= 64 && SLUG_PATTERN.test(text)

/** Turns text into a wire name, or null when it follows none of the grammars above. */
export function parseWireName(text: string): WireName | null {
  if (text.length > MAX_LENGTH) return null
  for (const type of ['query', 'action'] as const) {
    if (!text.startsWith(`${type}:`) || !text.endsWith(SUFFIX[type])) continue
    const inner = text.slice(type.length + 1, -SUFFIX[type].length)
    const [extension, name, ...rest] = inner.split(':')
    if (rest.length > 0 || extension === undefined) return null
    if (name === undefined) return CORE_NAME_PATTERN.test(inner) ? { kind: 'core', type, name: inner } : null
    return isSlug(extension) && isName(name) ? { kind: 'extension', type, extension, name } : null
  }
  const [extension, name, ...rest] = text.split(':')
  if (rest.length > 0 || extension === undefined || name === undefined) return null
  return isSlug(extension) && isName(name) ? { kind: 'alias', extension, name } : null
}
