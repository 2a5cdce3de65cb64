/** Controls except tab and line feed, line separators, invisible characters and those that change the direction of text. */
const UNPRINTABLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/gu

/** Most lines are nothing else, and need no closer look. */
const PLAIN = /^[\t\n\x20-\x7e]*$/

const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/**
 * Text of a guest, made harmless for terminals, logs and pages: what cannot be seen is written as `\uXXXX`, and the
 * length is bounded (`maxCharacters`, in UTF-16 units, before escaping). Tabs and line feeds stay.
 */
export function printable(text: string, maxCharacters: number): string {
  const bounded = text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text
  return PLAIN.test(bounded) ? bounded : bounded.replace(UNPRINTABLE, escape)
}
