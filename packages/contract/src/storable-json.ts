const MAX_DEPTH = 32

/** Whether PostgreSQL can keep a text: it has no zero character, and no half of a surrogate pair. */
export const isStorableText = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed()

/**
 * What keeps JSON that somebody sent from being stored, or null. Walks no deeper than the limit, so that nothing nested
 * without end takes the stack of whoever looks at it next.
 */
export function findUnstorable(value: unknown, depth = 0): string | null {
  if (typeof value === 'string') return isStorableText(value) ? null : TEXT
  if (typeof value !== 'object' || value === null) return null
  if (depth >= MAX_DEPTH) return `It is nested more than ${MAX_DEPTH} levels deep`
  for (const [key, member] of Object.entries(value)) {
    if (!isStorableText(key)) return TEXT
    const inside = findUnstorable(member, depth + 1)
    if (inside !== null) return inside
  }
  return null
}

const TEXT = 'Text may not have a zero character or half of a surrogate pair'
