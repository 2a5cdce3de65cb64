const MAX_LENGTH = 2_000

/** Text of a guest as evidence keeps it: at most 2,000 characters, and nothing that a database cannot hold. */
export function shortened(text: string): string {
  const kept = text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}…`
  return kept.toWellFormed().replaceAll('\u0000', '\ufffd')
}
