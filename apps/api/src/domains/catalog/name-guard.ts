/**
 * Keeps an extension from being taken for another publisher's. Ids are ASCII slugs, so what is left to compare is
 * letters that look alike and slips of the finger.
 */

/** Letters and digits that look like another, and pairs that look like one letter. */
const LOOKALIKES: readonly (readonly [RegExp, string])[] = [
  [/0/g, 'o'],
  [/1/g, 'l'],
  [/5/g, 's'],
  [/8/g, 'b'],
  [/rn/g, 'm'],
  [/vv/g, 'w'],
  [/cl/g, 'd'],
  [/i/g, 'l'],
]

/** What is left of an id when lookalikes are one letter, hyphens are dropped and doubled letters are single. */
export function skeleton(id: string): string {
  const folded = LOOKALIKES.reduce((text, [lookalike, letter]) => text.replace(lookalike, letter), id)
  return folded.replaceAll('-', '').replace(/(.)\1+/g, '$1')
}

/** Shorter ids differ by one letter without anybody mistaking them: `notes` and `votes`. */
const MIN_LENGTH_FOR_SLIPS = 6

/**
 * The first of the existing ids that a person could take `id` for, or null. Two ids are confusable when their skeletons
 * are the same, or when both have at least 6 letters and one slip (a letter more, less, changed or swapped with its
 * neighbour) leads from one to the other. Ids that differ in a number alone are a series: `base32`, `base64`.
 *
 * @param existing ids of other publishers; `id` itself among them is passed over.
 */
export function confusableWith(id: string, existing: readonly string[]): string | null {
  const own = skeleton(id)
  return (
    existing.find((other) => other !== id && !isSeries(id, other) && (skeleton(other) === own || isSlip(id, other))) ??
    null
  )
}

function isSeries(id: string, other: string): boolean {
  const withoutNumbers = (text: string) => text.replace(/\d+/g, '0')
  return withoutNumbers(id) === withoutNumbers(other)
}

function isSlip(id: string, other: string): boolean {
  const [a, b] = [id.replaceAll('-', ''), other.replaceAll('-', '')]
  return Math.min(a.length, b.length) >= MIN_LENGTH_FOR_SLIPS && isOneEdit(a, b)
}

/** Whether the Damerau distance of two different texts is 1. */
function isOneEdit(a: string, b: string): boolean {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a]
  let at = 0
  while (at < short.length && long[at] === short[at]) at++
  if (long.length > short.length) return long.slice(at + 1) === short.slice(at)
  const changed = long.slice(at + 1) === short.slice(at + 1)
  const swapped = long[at] === short[at + 1] && long[at + 1] === short[at] && long.slice(at + 2) === short.slice(at + 2)
  return changed || swapped
}
