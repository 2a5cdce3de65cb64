import type { DiffHunk } from '@grantry/contract'
import { structuredPatch } from 'diff'

/** A longer text is shown as it is, and not compared: an upload must not be able to keep the server busy. */
const MAX_TEXT_BYTES = 512 * 1024
const MAX_EDITS = 4_000
const TIMEOUT_MS = 250
const CONTEXT_LINES = 3
const CHANGES = { ' ': 'same', '+': 'added', '-': 'removed' } as const

/** The text of a file; null for bytes that are no text. */
export function textOf(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Not UTF-8: that is the answer.
    return null
  }
}

/** What changed between two texts, line by line; null when they are too long or too different for that. */
export function compareText(before: string, after: string): DiffHunk[] | null {
  if (before.length > MAX_TEXT_BYTES || after.length > MAX_TEXT_BYTES) return null
  const patch = structuredPatch('before', 'after', before, after, undefined, undefined, {
    context: CONTEXT_LINES,
    maxEditLength: MAX_EDITS,
    timeout: TIMEOUT_MS,
  })
  return (
    patch?.hunks.map(({ oldStart, newStart, lines }) => ({
      beforeLine: oldStart,
      afterLine: newStart,
      lines: lines.flatMap((line) => {
        const change = CHANGES[line[0] as keyof typeof CHANGES]
        // The remaining kind is the remark that a file has no newline at its end.
        return change === undefined ? [] : [{ change, text: line.slice(1) }]
      }),
    })) ?? null
  )
}
