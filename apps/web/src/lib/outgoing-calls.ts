import type { GrantView } from '@grantry/contract'

/** What an install may, or may not, ask of another extension. */
export interface OutgoingCalls {
  /** Id of the extension that is called. */
  extension: string
  /** Wire names, or `ext:*` for all of its operations. */
  operations: { pattern: string; granted: boolean }[]
}

/** The calls to other extensions that an install asked for, by extension, and which of them were granted. */
export function outgoingCalls(grants: readonly GrantView[]): OutgoingCalls[] {
  const request = grants.find(({ id }) => id === 'extensions.call')
  if (request === undefined) return []
  const granted = request.granted ? patternsIn(request.grantedScope ?? request.scope) : []
  const patterns = [...new Set([...patternsIn(request.scope), ...granted])]
  const byExtension = Map.groupBy(patterns, extensionIn)
  return [...byExtension].map(([extension, names]) => ({
    extension,
    operations: names.map((pattern) => ({ pattern, granted: granted.includes(pattern) })),
  }))
}

const patternsIn = ({ operations }: GrantView['scope']): string[] =>
  Array.isArray(operations) ? operations.filter((pattern) => typeof pattern === 'string') : []

/** `query:finance:balance.v1` and `finance:*` → finance. */
const extensionIn = (pattern: string): string => pattern.replace(/^(?:query|action):/, '').split(':', 1)[0] ?? pattern
